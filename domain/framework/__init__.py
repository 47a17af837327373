"""Framework: a contract open to several boroughs, by lots, which a borough adopts by a call-off."""
