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

  Scenario: What if Westminster had moved its desktop on 1 July 2014
    When it is asked what would stand on 1 July 2014 if
    And Westminster moves to "Desktop" on 1 July 2014
    Then the first would be refused under "contracts.not-concluded" and "history.contradicts-later"
    And nothing was recorded by asking
