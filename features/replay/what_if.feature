Feature: What if
  A board asks what would follow before it decides. The rules answer as they would, and nothing is recorded.

  Background:
    Given a programme of Westminster and Kensington & Chelsea, under way since 1 January 2010
    And the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
    And Westminster and Kensington & Chelsea agree the specification for "Shared desktop" on 1 February 2010
    And Westminster registers the contract "Old desktops" for "Desktop" from 1 April 2008 to 31 March 2013 on 1 March 2010

  Scenario: What if Westminster moved at once, and what if it ended its contract first
    When it is asked what would stand on 1 July 2011 if
    And Westminster moves to "Shared desktop" on 1 July 2011
    And Westminster concludes the contract by mutual on 1 July 2011
    And Westminster moves to "Shared desktop" on 1 July 2011
    Then the first would be refused under "contracts.not-concluded"
    And the second would be recorded as ContractConcluded
    And the third would be recorded as BoroughMoved
    And Westminster would stand at "moved" in "Desktop", instead of "agreed"
    And nothing was recorded by asking

  Scenario: What if the contract ended by mutual agreement
    When it is asked what would stand on 1 July 2011 if
    And Westminster concludes the contract by mutual on 1 July 2011
    Then the gate "contracts.not-concluded" of "Shared desktop" for Westminster would be open instead
    And nothing was recorded by asking
