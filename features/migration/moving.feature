Feature: Moving to the shared service
  A borough leaves its own systems for the shared ones on a day of its own. The rule that the programme lives by: not while it
  still has a contract of its own there.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026
    And the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
    And Westminster and Kensington & Chelsea agree the specification for "Shared desktop"

  Scenario: A borough moves once
    Given Westminster moves to "Shared desktop" on 1 July 2026
    When Westminster moves to "Shared desktop" on 2 July 2026
    Then the command is refused under "already.exists", because of the BoroughMoved

  Scenario: A move shows in the matrix
    Given Westminster schedules its cutover to "Shared desktop" for 1 July 2026
    And Westminster moves to "Shared desktop" on 1 July 2026
    Then as of 1 January 2026, Westminster stands at "scheduled" in "Desktop"
    And as of 30 June 2026, Westminster stands at "scheduled" in "Desktop"
    And as of 1 July 2026, Westminster stands at "moved" in "Desktop"
    And as of 1 July 2026, Kensington & Chelsea stands at "agreed" in "Desktop"

  Rule: A borough moves only when its own contracts in the area are concluded (contracts.not-concluded)

    Scenario: A contract that still runs
      Given Westminster holds the contract "Desktop support 2019" for "Desktop" from 1 April 2020 to 31 March 2027
      When Westminster moves to "Shared desktop" on 1 July 2026
      Then the command is refused under "contracts.not-concluded", because of the ContractRegistered
      And the way opens by itself on 31 March 2027
      And an officer of Westminster can open the way, with "conclude-contract"
      And the joint board can open the way, with "grant-dispensation"
      And nothing is recorded

    Scenario: A contract that has ended but was never concluded
      Given Westminster holds the contract "Desktop support 2019" for "Desktop" from 1 April 2020 to 31 March 2026
      When Westminster moves to "Shared desktop" on 1 July 2026
      Then the command is refused under "contracts.not-concluded", because of the ContractRegistered

    Scenario: Each contract in the way is named
      Given Westminster holds the contract "Desktop support 2019" for "Desktop"
      And Westminster holds the contract "Spare laptops" for "Data centre" and "Desktop"
      When Westminster moves to "Shared desktop" on 1 July 2026
      Then the command is refused under "contracts.not-concluded", because of the ContractRegistered of "Desktop support 2019" and the ContractRegistered of "Spare laptops"

    Scenario: A contract concluded on the very day of the move
      Given Westminster holds the contract "Desktop support 2019" for "Desktop"
      And Westminster concludes the contract by mutual agreement on 1 July 2026
      When Westminster moves to "Shared desktop" on 1 July 2026
      Then it is recorded as BoroughMoved

    Scenario: A contract concluded the day after
      Given Westminster holds the contract "Desktop support 2019" for "Desktop"
      And Westminster concludes the contract by mutual agreement on 2 July 2026
      When Westminster moves to "Shared desktop" on 1 July 2026
      Then the command is refused under "contracts.not-concluded", because of the ContractRegistered

    Scenario: A notice is no conclusion yet
      Given Westminster holds the contract "Desktop support 2019" for "Desktop" with 90 days of notice
      And Westminster gives notice on the contract for 30 June 2026 on 1 March 2026
      When Westminster moves to "Shared desktop" on 1 June 2026
      Then the command is refused under "contracts.not-concluded", because of the ContractRegistered and the NoticeGiven
      And the way opens by itself on 30 June 2026

    Scenario Outline: A contract that does not bind the borough there: <whose>
      Given <holders> the contract "Other contract" for <area>
      When Westminster moves to "Shared desktop" on 1 July 2026
      Then it is recorded

      Examples:
        | whose                        | holders                                                         | area          |
        | another borough's            | Kensington & Chelsea holds                                      | "Desktop"     |
        | its own in another area      | Westminster holds                                               | "Data centre" |
        | one that every party holds   | Westminster and Kensington & Chelsea hold                       | "Desktop"     |
        | one held with others besides | Westminster, Hammersmith & Fulham and Kensington & Chelsea hold | "Desktop"     |

    Scenario: A contract that only some of the parties hold binds each of them
      Given Westminster and Hammersmith & Fulham hold the contract "Western desktops" for "Desktop"
      When Westminster moves to "Shared desktop" on 1 July 2026
      Then the command is refused under "contracts.not-concluded", because of the ContractRegistered

    Scenario: A contract that was varied into the area
      Given Westminster holds the contract "Server hall" for "Data centre"
      And Westminster varies the contract to cover "Data centre" and "Desktop" on 1 May 2026
      When Westminster moves to "Shared desktop" on 1 July 2026
      Then the command is refused under "contracts.not-concluded", because of the ContractRegistered and the ContractVaried

    Scenario: A contract that was varied out of the area
      Given Westminster holds the contract "Server hall" for "Data centre" and "Desktop"
      And Westminster varies the contract to cover "Data centre" on 1 May 2026
      When Westminster moves to "Shared desktop" on 1 July 2026
      Then it is recorded

    Scenario: A contract cannot slip in before a move that is recorded
      Given Westminster moves to "Shared desktop" on 1 July 2026
      When Westminster registers the contract "Spare laptops" for "Desktop" on 30 June 2026
      Then the command is refused under "history.contradicts-later", because of the BoroughMoved

  Rule: Where the migration needs a framework, the borough has called off from it (framework.not-adopted)

    Background:
      Given the board proposes the migration "Shared servers" of "Data centre" for Westminster and Kensington & Chelsea, needing a framework
      And Westminster and Kensington & Chelsea agree the specification for "Shared servers"
      And the board awards the framework "Three environments" for "Data centre", open to Westminster and Kensington & Chelsea
      And Kensington & Chelsea calls off "Data centre" from "Three environments" for "Shared servers" on 1 March 2026

    Scenario: A borough that has not called off
      When Westminster moves to "Shared servers" on 1 July 2026
      Then the command is refused under "framework.not-adopted", because of the MigrationProposed of "Shared servers"
      And an officer of Westminster can open the way, with "call-off"

    Scenario: A borough that has called off
      When Kensington & Chelsea moves to "Shared servers" on 1 July 2026
      Then it is recorded
      And as of 1 March 2026, Kensington & Chelsea stands at "adopted" in "Data centre"

    Scenario: Neither concluded nor called off: both are told
      Given Westminster holds the contract "Server hall" for "Data centre"
      When Westminster moves to "Shared servers" on 1 July 2026
      Then the command is refused under "contracts.not-concluded" and "framework.not-adopted"
