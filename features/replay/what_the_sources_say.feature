Feature: What was known when, of the history of the three boroughs
  Paper comes in late, and sources differ. What is entered late changes what is told of a date, and never what was told of it
  before. What one source corrects in another is a correction, and each stands as what was known at its time. Figures on which the
  boroughs do not agree stand side by side.

  Background:
    Given the history of the three boroughs, as far as its sources tell

  Scenario: A contract that comes to light late moves what is told of a date, and leaves what was known then
    # No source tells of such a contract: it is made up, to show what would follow if one did.
    When Kensington & Chelsea registers the contract "Royal desktops" for "Desktop" from 1 April 2012 to 31 March 2016 on 1 April 2012
    Then it is recorded as ContractRegistered
    And as of 1 July 2014, the gate "contracts.not-concluded" of "Desktop" for Kensington & Chelsea is closed until 31 March 2016
    And as of 1 July 2014, as known before the ContractRegistered, the gate "contracts.not-concluded" of "Desktop" for Kensington & Chelsea is open
    And between 1 October 2014 and 2 October 2014, as known before the ContractRegistered and today, this has changed
      | learned late | 1 April 2012 | Kensington & Chelsea registered "Royal desktops" with meridian, from 1 April 2012 to 31 March 2016. |
    And between 1 October 2014 and 2 October 2014 nothing has changed

  Scenario: The letting of the framework is dated 2013, then 2012, then 2014: each was what was known at its time
    # The press has December 2013, and the history follows it. A council's notice of 2015 has 2012. Of a source that has 2014 we know
    # only that there is one. The days within 2012 and 2014 are made up, and so is the order in which the sources were read.
    Given the board corrects the FrameworkAwarded of "ICT services 2013": it counted from 3 December 2012 on 1 June 2015
    And Westminster notes "Another source says that the framework was let in 2014" about the framework "ICT services 2013" on 1 June 2016
    And the board corrects the FrameworkAwarded of "ICT services 2013": it counted from 2 January 2014
    # What was told before anything was corrected.
    Then as of 1 July 2013, as known before the first DecisionRectified, the framework "ICT services 2013" does not exist
    And as of 31 December 2013, as known before the first DecisionRectified, the framework "ICT services 2013" is open
    # What was told after the first correction, and before the second.
    And as of 1 July 2013, as known before the NoteRecorded, the framework "ICT services 2013" is open
    And as of 31 December 2013, as known before the NoteRecorded, the framework "ICT services 2013" is open
    # What is told today.
    And as of 1 July 2013, the framework "ICT services 2013" does not exist
    And as of 31 December 2013, the framework "ICT services 2013" does not exist
    And as of 2 January 2014, the framework "ICT services 2013" is open
    And between 1 February 2017 and 2 February 2017, as known before the NoteRecorded and today, this has changed
      | learned late | 1 June 2016 | It was noted: Another source says that the framework was let in 2014 |
      | corrected    | 1 June 2016 | Decision 113 was corrected: it counts from 2 January 2014, not from 3 December 2012. It read: The board awarded "ICT services in three lots", open to Westminster, Hammersmith & Fulham and Kensington & Chelsea from 16 December 2013 to 15 December 2017. |

  Scenario: It cannot be dated later than what rests on it
    When the board corrects the FrameworkAwarded of "ICT services 2013": it counted from 2 March 2014 on 1 June 2016
    Then the command is refused under "history.contradicts-later"

  Scenario: Three figures were quoted for the savings in 2017, and none is blended with another
    # The amounts are those that were quoted: 13 and 14 million pounds a year for a borough, and no more than 200,000 in two budgets.
    # Who claimed which of a year's savings in which service, and who answered what, is made up, so that each has its place.
    Given Westminster claims a saving of £14,000,000 for 2017 from "Adult social care" on 28 March 2017
    And Kensington & Chelsea claims a saving of £13,000,000 for 2017 from "Adult social care"
    And Hammersmith & Fulham claims a saving of £200,000 for 2017 from "Adult social care"
    And Westminster accepts Kensington & Chelsea's claim for 2017 from "Adult social care" on 29 March 2017
    And Westminster accepts Hammersmith & Fulham's claim for 2017 from "Adult social care"
    And Kensington & Chelsea accepts Hammersmith & Fulham's claim for 2017 from "Adult social care"
    When Hammersmith & Fulham disputes Westminster's claim for 2017 from "Adult social care", holding £200,000 to be right on 30 March 2017
    Then as of 31 March 2017, the savings of 2017 in "Adult social care" stand side by side
      | borough              | claimed     | accepted | disputed    |
      | Westminster          | £0          | £0       | £14,000,000 |
      | Kensington & Chelsea | £13,000,000 | £0       | £0          |
      | Hammersmith & Fulham | £0          | £200,000 | £0          |
    And as of 31 March 2017, Hammersmith & Fulham holds £200,000 to be right for Westminster and 2017 in "Adult social care"
    And as of 29 March 2017, the savings of 2017 in "Adult social care" stand side by side
      | borough              | claimed     | accepted | disputed |
      | Westminster          | £14,000,000 | £0       | £0       |
      | Kensington & Chelsea | £13,000,000 | £0       | £0       |
      | Hammersmith & Fulham | £0          | £200,000 | £0       |
    And as of 31 March 2017, as known before the BenefitDisputed, the savings of 2017 in "Adult social care" stand side by side
      | borough     | claimed     | accepted | disputed |
      | Westminster | £14,000,000 | £0       | £0       |
