Feature: Merging a service
  When every party has moved, the board merges the service: one place, and often one case load.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026

  Rule: A service merges when every party has moved (parties.not-moved)

    Background:
      Given the board proposes the migration "Shared libraries" of "Libraries" for Westminster, Hammersmith & Fulham and Kensington & Chelsea
      And Westminster, Hammersmith & Fulham and Kensington & Chelsea agree the specification for "Shared libraries"

    Scenario: One party is missing
      Given Westminster and Kensington & Chelsea move to "Shared libraries" together on 1 July 2026
      When the board merges "Shared libraries" on 2 July 2026
      Then the command is refused under "parties.not-moved", because of the MigrationProposed
      And the board reads "Shared libraries cannot merge before every party has moved: Hammersmith & Fulham has not."
      And an officer of Hammersmith & Fulham can open the way, with "move-borough"

    Scenario: All have moved
      Given Westminster, Hammersmith & Fulham and Kensington & Chelsea move to "Shared libraries" together on 1 July 2026
      When the board merges "Shared libraries" in "Kensington Central Library", on one case load, with a staff of 240 on 1 July 2026
      Then it is recorded as ServiceMerged
      And as of 30 June 2026, Westminster stands at "agreed" in "Libraries"
      And as of 1 July 2026, Westminster stands at "merged" in "Libraries"

    Scenario: A party that was added has to move too
      Given the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
      And Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
      And Westminster and Kensington & Chelsea move to "Shared desktop" together on 1 July 2026
      And the board adds Hammersmith & Fulham to "Shared desktop" on 2 July 2026
      When the board merges "Shared desktop" on 3 July 2026
      Then the command is refused under "parties.not-moved", because of the MigrationProposed of "Shared desktop" and the PartyAdded

  Rule: No merger while the quality is under the floor that residents were promised (quality.below-floor)

    Background:
      Given the board proposes the migration "Shared libraries" of "Libraries" for Westminster and Kensington & Chelsea, with a quality floor of 80
      And Westminster and Kensington & Chelsea agree the specification for "Shared libraries"
      And Westminster and Kensington & Chelsea move to "Shared libraries" together on 1 July 2026

    Scenario: A measure may be under the floor: what waits is the merger
      When Westminster measures the quality of "Shared libraries" at 79
      Then it is recorded as QualityMeasured

    Scenario: Quality under the floor
      Given Westminster measures the quality of "Shared libraries" at 79
      When the board merges "Shared libraries" on 2 July 2026
      Then the command is refused under "quality.below-floor", because of the QualityMeasured
      And the board reads "The newest quality measure of Shared libraries, Calls answered in time, stands at 79: under the floor of 80 that residents were promised."

    Scenario: Quality at the floor
      Given Westminster measures the quality of "Shared libraries" at 80
      When the board merges "Shared libraries" on 2 July 2026
      Then it is recorded

    Scenario: The newest measure counts
      Given Westminster measures the quality of "Shared libraries" at 60
      And Kensington & Chelsea measures the quality of "Shared libraries" at 85
      When the board merges "Shared libraries" on 2 July 2026
      Then it is recorded

    Scenario: A bad measure after a good one
      Given Westminster measures the quality of "Shared libraries" at 85
      And Kensington & Chelsea measures the quality of "Shared libraries" at 60
      When the board merges "Shared libraries" on 2 July 2026
      Then the command is refused under "quality.below-floor", because of the QualityMeasured

    Scenario: A service that nobody has measured yet
      When the board merges "Shared libraries" on 2 July 2026
      Then it is recorded

  Rule: IT organisations merge once the parties run the same systems (systems.not-standardised)

    Background:
      Given the board proposes the migration "One IT" of "IT organisation" for Westminster and Kensington & Chelsea
      And Westminster and Kensington & Chelsea agree the specification for "One IT"
      And Westminster and Kensington & Chelsea move to "One IT" together on 1 July 2026
      And Westminster declares that it runs "Windows 11" in "Desktop"

    Scenario: Different systems
      Given Kensington & Chelsea declares that it runs "Windows 10" in "Desktop"
      When the board merges "One IT" on 2 July 2026
      Then the command is refused under "systems.not-standardised", because of the SystemDeclared of Westminster and the SystemDeclared of Kensington & Chelsea
      And the board reads "The parties do not run the same systems in Desktop."

    Scenario: One party has declared nothing
      When the board merges "One IT" on 2 July 2026
      Then the command is refused under "systems.not-standardised", because of the SystemDeclared

    Scenario: The same systems
      Given Kensington & Chelsea declares that it runs "Windows 11" in "Desktop"
      When the board merges "One IT" on 2 July 2026
      Then it is recorded

    Scenario: The same systems once the old one is retired
      Given Kensington & Chelsea declares that it runs "Windows 10" in "Desktop"
      And Kensington & Chelsea declares that it runs "Windows 11" in "Desktop"
      And Kensington & Chelsea retires "Windows 10" in "Desktop"
      When the board merges "One IT" on 2 July 2026
      Then it is recorded

    Scenario: Different systems outside the environments do not matter
      Given Kensington & Chelsea declares that it runs "Windows 11" in "Desktop"
      And Kensington & Chelsea declares that it runs "Ledger Nine" in "Finance"
      When the board merges "One IT" on 2 July 2026
      Then it is recorded

    Scenario: A borough that takes no part may run what it likes
      Given Kensington & Chelsea declares that it runs "Windows 11" in "Desktop"
      And Hammersmith & Fulham declares that it runs "Windows 10" in "Desktop"
      When the board merges "One IT" on 2 July 2026
      Then it is recorded
