Feature: What the record says of the three boroughs
  The history from 2010 on, as far as public sources tell it, asked what a board would ask.

  Background:
    Given the history of the three boroughs, as far as its sources tell

  Scenario: On 1 July 2014 every borough's desktop waited for something of its own
    Then as of 1 July 2014, the gate "contracts.not-concluded" of "Desktop" for Westminster is closed until 31 October 2014
    And as of 1 July 2014, the gate "contracts.not-concluded" of "Desktop" for Hammersmith & Fulham is closed until 31 October 2016
    And as of 1 July 2014, the gate "contracts.not-concluded" of "Desktop" for Kensington & Chelsea is open
    And as of 1 July 2014, the gate "framework.not-adopted" of "Desktop" for Westminster is open
    And as of 1 July 2014, the gate "framework.not-adopted" of "Desktop" for Kensington & Chelsea is closed
    And as of 1 July 2014, the gate "specification.not-agreed" of "Desktop" for Westminster is open
    And as of 1 July 2014, the gate "specification.not-agreed" of "It organisation" for Westminster is closed

  Scenario: On 1 July 2014, what was agreed, what held whom, and who had adopted what
    Then as of 1 July 2014, a specification is agreed for "Adult social care", "Childrens services", "Libraries", "Public health", "Finance HR", "Desktop", "Data centre" and "Support desk" and no other area
    And as of 1 July 2014, these contracts hold these moves, and no others do
      | Westminster          | Desktop      | Westminster IT and customer services 2002 | 31 October 2014 |
      | Westminster          | Data centre  | Westminster IT and customer services 2002 | 31 October 2014 |
      | Westminster          | Support desk | Westminster IT and customer services 2002 | 31 October 2014 |
      | Hammersmith & Fulham | Desktop      | H&F Bridge Partnership 2006               | 31 October 2016 |
      | Hammersmith & Fulham | Data centre  | H&F Bridge Partnership 2006               | 31 October 2016 |
      | Hammersmith & Fulham | Support desk | H&F Bridge Partnership 2006               | 31 October 2016 |
    And as of 1 July 2014, the framework "Managed services 2013" is called off by Westminster, Hammersmith & Fulham and Kensington & Chelsea and nobody else
    And as of 1 July 2014, the framework "ICT services 2013" is called off by Westminster and nobody else
    And as of 1 February 2014, the framework "ICT services 2013" is called off by nobody

  Scenario: What had changed since October when the cabinet met on 1 December 2014
    Then between 1 October 2014 and 1 December 2014, this has changed
      | decided | 31 October 2014 | "Westminster IT and customer services 2002" was concluded, by expiry.             |
      | decided | 1 November 2014 | Westminster moved to Data centre.                                                 |
      | decided | 1 November 2014 | Westminster moved to Support desk.                                                |
      | decided | 1 December 2014 | Version 1 of the specification for IT organisation was proposed.                  |
      | decided | 1 December 2014 | Version 1 of the specification for Legal services was proposed.                   |
      | decided | 1 December 2014 | Hammersmith & Fulham approved version 1 of the specification for IT organisation. |
      | decided | 1 December 2014 | Hammersmith & Fulham approved version 1 of the specification for Legal services.  |

  Scenario: In 2014 the IT organisations could not merge, for they did not run the same systems
    Then as of 1 July 2014, the gate "systems.not-standardised" of "It organisation" is closed
    And as of 1 July 2014, the gate "systems.not-standardised" of "It organisation" is explained by "The parties do not run the same systems in Data centre, Desktop and Support desk."

  Scenario: What Westminster gained when its contract of 2002 ended
    Then as of 1 November 2014, the gate "contracts.not-concluded" of "Desktop" for Westminster is explained by "No contract of its own keeps Westminster from the shared Desktop: 'Westminster IT and customer services 2002' was concluded on 31 October 2014."

  Scenario: What the notices of 2017 changed
    Then between 1 March 2017 and 28 March 2017, this has changed
      | decided | 27 March 2017 | Westminster gave notice that Adult social care separates on 1 April 2018.            |
      | decided | 27 March 2017 | Westminster gave notice that Children's services separates on 1 April 2018.          |
      | decided | 27 March 2017 | Westminster gave notice that Public health separates on 1 April 2018.                |
      | decided | 27 March 2017 | Kensington & Chelsea gave notice that Adult social care separates on 1 April 2018.   |
      | decided | 27 March 2017 | Kensington & Chelsea gave notice that Children's services separates on 1 April 2018. |
      | decided | 27 March 2017 | Kensington & Chelsea gave notice that Public health separates on 1 April 2018.       |
    And as of 26 March 2017, the gate "separation.notice-required" of "Public health" for Hammersmith & Fulham is closed
    And as of 28 March 2017, the gate "separation.notice-required" of "Public health" for Hammersmith & Fulham is closed until 1 April 2018

  Scenario: A year after the notices of 2017 one borough stands apart, and the other two go on together
    Then as of 31 March 2018, Hammersmith & Fulham stands at "merged" in "Adult social care"
    And as of 1 April 2018, Hammersmith & Fulham stands at "separated" in "Adult social care"
    And as of 1 April 2018, Westminster stands at "merged" in "Adult social care"
    And as of 1 April 2018, Kensington & Chelsea stands at "merged" in "Adult social care"
    And as of 1 April 2018, Hammersmith & Fulham stands at "merged" in "Libraries"

  Scenario: What if Westminster had moved its desktop on 1 July 2014
    When it is asked what would stand on 1 July 2014 if
    And Westminster moves to "Desktop" on 1 July 2014
    Then the first would be refused under "contracts.not-concluded" and "history.contradicts-later"
    And nothing was recorded by asking
