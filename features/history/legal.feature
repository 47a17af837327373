Feature: A history that always holds together
  Decisions are often entered late, and dated back. Each is judged by what counted on its own date, and whatever was decided for
  a later date has to stand with it. What really happened against a rule is kept as irregular, with all that it broke.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2010
    And the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
    And Westminster and Kensington & Chelsea agree the specification for "Shared desktop" on 1 February 2010

  Rule: A decision dated back must not contradict what was decided for later (history.contradicts-later)

    Scenario: A contract found years after the move
      Given Westminster moves to "Shared desktop" on 1 July 2013
      When Westminster registers the contract "Old desktops" for "Desktop" from 1 April 2012 to 31 March 2015 on 1 March 2012
      Then the command is refused under "history.contradicts-later", because of the BoroughMoved of Westminster
      And nothing is recorded

    Scenario: A contract found years after, for another area
      Given Westminster moves to "Shared desktop" on 1 July 2013
      When Westminster registers the contract "Old servers" for "Data centre" from 1 April 2012 to 31 March 2015 on 1 March 2012
      Then it is recorded

    Scenario: Another borough's contract contradicts nothing
      Given Westminster moves to "Shared desktop" on 1 July 2013
      When Kensington & Chelsea registers the contract "Royal desktops" for "Desktop" from 1 April 2012 to 31 March 2015 on 1 March 2012
      Then it is recorded

    Scenario: A principle adopted before an approval that did not endorse it
      When the board adopts the principle "Sovereignty" on 15 January 2010
      Then the command is refused under "history.contradicts-later", because of the SpecificationApproved of Westminster and the SpecificationApproved of Kensington & Chelsea

    Scenario: A withdrawal dated before a move
      Given Westminster gives notice to leave the programme on 1 January 2012
      And Westminster moves to "Shared desktop" on 1 July 2013
      When Westminster withdraws from the programme on 1 January 2012
      Then the command is refused under "history.contradicts-later", because of the BoroughMoved

    Scenario: A dated-back decision that nothing later depends on
      Given Westminster moves to "Shared desktop" on 1 July 2013
      When Kensington & Chelsea schedules its cutover to "Shared desktop" for 1 January 2012 on 1 June 2011
      Then it is recorded

  Rule: A decision is judged by what counted on its own date

    Scenario: It does not know what was decided for later
      Given the board pauses "Shared desktop" on 1 February 2014
      When Westminster moves to "Shared desktop" on 31 January 2014
      Then it is recorded

    Scenario: On one day, what was recorded first comes first
      Given Westminster holds the contract "Old desktops" for "Desktop" from 1 April 2008 to 31 March 2015 on 1 February 2014
      When Westminster moves to "Shared desktop" on 1 February 2014
      Then the command is refused under "contracts.not-concluded", because of the ContractRegistered

    Scenario: A missing link can be entered late
      Given Westminster holds the contract "Old desktops" for "Desktop" from 1 April 2008 to 31 March 2013
      And Westminster concludes the contract by expiry on 31 March 2013
      And Westminster moves to "Shared desktop" on 1 July 2013
      When Kensington & Chelsea moves to "Shared desktop" on 1 August 2012
      Then it is recorded
      And as of 31 December 2012, Kensington & Chelsea stands at "moved" in "Desktop"
      And as of 31 December 2012, Westminster stands at "agreed" in "Desktop"
      And as of 31 December 2012, as known before the BoroughMoved of Kensington & Chelsea, Kensington & Chelsea stands at "agreed" in "Desktop"

  Rule: A decision for a future date is recorded now, and counts from that date

    Scenario: A conclusion decided ahead
      Given Westminster holds the contract "Old desktops" for "Desktop" from 1 April 2008 to 31 March 2013
      When Westminster concludes the contract by expiry on 31 March 2013
      Then it is recorded
      And as of 30 March 2013, the contract "Old desktops" is open
      And as of 31 March 2013, the contract "Old desktops" is concluded

    Scenario: A conclusion that has not come yet does not let the borough move
      Given Westminster holds the contract "Old desktops" for "Desktop" from 1 April 2008 to 31 March 2013
      And Westminster concludes the contract by expiry on 31 March 2013
      When Westminster moves to "Shared desktop" on 30 March 2013
      Then the command is refused under "contracts.not-concluded", because of the ContractRegistered

    Scenario: A member to be is not a member yet
      Given the board admits Camden on 1 January 2030
      When Camden registers the contract "Camden desktops" on 31 December 2029
      Then the command is refused under "borough.unknown"

  Rule: What really happened against a gate is kept as irregular, with all that it broke and upset

    Scenario: A move that was made while a contract still ran
      Given Westminster holds the contract "Old desktops" for "Desktop" from 1 April 2008 to 31 March 2015
      When Westminster moves to "Shared desktop" on 1 July 2013, posted by the board, as irregular because "It moved; the waiver was given afterwards"
      Then it is recorded as irregular, having broken "contracts.not-concluded", because of the ContractRegistered
      And it upsets nothing
      And it stands on the page of irregularities

    Scenario: A contract found late, although the borough had moved
      Given Westminster moves to "Shared desktop" on 1 July 2013
      When Westminster registers the contract "Old desktops" for "Desktop" from 1 April 2012 to 31 March 2015 on 1 March 2012, posted by the board, as irregular because "Found in a drawer"
      Then it is recorded as irregular, having broken no rule itself
      And it upsets the BoroughMoved, under "contracts.not-concluded"
      And it stands on the page of irregularities

    Scenario: Several rules at once
      Given Westminster holds the contract "Old desktops" for "Desktop" from 1 April 2008 to 31 March 2015
      And the board pauses "Shared desktop" on 1 June 2013
      When Westminster moves to "Shared desktop" on 1 July 2013, posted by the board, as irregular because "It moved all the same"
      Then it is recorded as irregular, having broken "migration.paused" and "contracts.not-concluded", because of the MigrationPaused and the ContractRegistered

    Scenario: Its effect counts as any other's
      Given Westminster holds the contract "Old desktops" for "Desktop" from 1 April 2008 to 31 March 2015
      And Westminster moves to "Shared desktop" on 1 July 2013, posted by the board, as irregular because "It moved all the same"
      And Kensington & Chelsea moves to "Shared desktop" on 1 August 2013
      When the board merges "Shared desktop" on 1 September 2013
      Then it is recorded as ServiceMerged

    Scenario: What is named as broken already upsets nobody again
      Given Westminster holds the contract "Old desktops" for "Desktop" from 1 April 2008 to 31 March 2015
      And Westminster moves to "Shared desktop" on 1 July 2013, posted by the board, as irregular because "It moved all the same"
      When Westminster registers the contract "Older desktops" for "Desktop" from 1 April 2007 to 31 March 2014 on 1 March 2012
      Then it is recorded

    Scenario: What breaks no rule is recorded as any other decision
      Given Westminster and Kensington & Chelsea move to "Shared desktop" together on 1 July 2013
      When the board merges "Shared desktop" on 1 September 2013, as irregular because "To be on the safe side"
      Then it is recorded as ServiceMerged
      And the page of irregularities is empty

    Scenario: Only the board may record a decision as irregular
      Given Westminster holds the contract "Old desktops" for "Desktop" from 1 April 2008 to 31 March 2015
      When Westminster moves to "Shared desktop" on 1 July 2013, as irregular because "We have moved anyway"
      Then the command is refused under "authority.board-only"

    Scenario: A rule of identity cannot be passed even so
      When Westminster moves to "Shared printers" on 1 July 2013, posted by the board, as irregular because "It moved all the same"
      Then the command is refused under "unknown.subject"

    Scenario: Nor can a structural rule of a later decision
      Given the board admits Camden on 1 January 2012
      When the board admits Camden on 1 January 2011, as irregular because "They came earlier"
      Then the command is refused under "history.contradicts-later", because of the BoroughJoined of Camden
