Feature: What blocks a merger, and why
  A board asks of a migration what still stands in its way: since which decisions, until when, and who can act. Every condition
  is told, the open ones too.

  Background:
    Given a programme of Westminster and Kensington & Chelsea, under way since 1 January 2010
    And the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
    And Westminster and Kensington & Chelsea agree the specification for "Shared desktop" on 1 February 2010

  Scenario: A contract holds its borough until it ends
    When Westminster registers the contract "Old desktops" for "Desktop" from 1 April 2008 to 31 March 2013 on 1 March 2010
    Then as of 1 July 2011, the gate "contracts.not-concluded" of "Shared desktop" for Westminster is closed until 31 March 2013, among others because of the ContractRegistered
    And as of 1 July 2011, the gate "contracts.not-concluded" of "Shared desktop" for Kensington & Chelsea is open
    And as of 1 July 2011, the gate "parties.not-moved" of "Shared desktop" is closed

  Scenario: What opened a gate is told
    Given Westminster registers the contract "Old desktops" for "Desktop" from 1 April 2008 to 31 March 2013 on 1 March 2010
    When Westminster concludes the contract by expiry on 31 March 2013
    Then as of 1 April 2013, the gate "contracts.not-concluded" of "Shared desktop" for Westminster is open, among others because of the ContractConcluded
    And as of 1 April 2013, the gate "contracts.not-concluded" of "Shared desktop" for Westminster is explained by "No contract of its own keeps Westminster from the shared Desktop: 'Old desktops' was concluded on 31 March 2013."

  Scenario: An entry made late changes what is told of a date, and not what was told then
    When Westminster registers the contract "Old desktops" for "Desktop" from 1 April 2008 to 31 March 2013 on 1 March 2010
    Then as of 1 July 2011, the gate "contracts.not-concluded" of "Shared desktop" for Westminster is closed
    And as of 1 July 2011, as known before the ContractRegistered, the gate "contracts.not-concluded" of "Shared desktop" for Westminster is open

  Scenario: Why a date stands where it stands
    Given Westminster registers the contract "Old desktops" for "Desktop" from 1 April 2008 to 31 March 2013 on 1 March 2010
    When Westminster gives notice on the contract for 30 September 2011 on 1 June 2011
    Then as of 1 July 2011, the "ends_on" of the contract "Old desktops" rests on the ContractRegistered and the NoticeGiven alone
    And as of 1 July 2011, the "supplier" of the contract "Old desktops" rests on the ContractRegistered alone
