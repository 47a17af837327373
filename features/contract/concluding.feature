Feature: Concluding a contract
  A borough's service cannot join the shared one while the borough still pays another supplier for it.
  So a contract is concluded naturally: it expires, it is terminated after notice, or both sides agree.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026

  Rule: Expiry waits for the end of the contract (contract.not-ended)

    Scenario: The day before the end is too early
      Given Westminster holds the contract "Desktop support 2019" from 1 April 2020 to 31 March 2027
      When Westminster concludes the contract by expiry on 30 March 2027
      Then the command is refused under "contract.not-ended", because of the ContractRegistered
      And the way opens by itself on 31 March 2027
      And an officer of Westminster can open the way, with "give-notice"
      And nothing is recorded

    Scenario: On its last day a contract expires
      Given Westminster holds the contract "Desktop support 2019" from 1 April 2020 to 31 March 2027
      When Westminster concludes the contract by expiry on 31 March 2027
      Then it is recorded as ContractConcluded
      And as of 30 March 2027, the contract "Desktop support 2019" is open
      And as of 31 March 2027, the contract "Desktop support 2019" is concluded

    Scenario: An extension moves the end
      Given Westminster holds the contract "Desktop support 2019" from 1 April 2020 to 31 March 2027, with options of 12 months
      And Westminster extends the contract by 12 months
      When Westminster concludes the contract by expiry on 31 March 2027
      Then the command is refused under "contract.not-ended", because of the ContractRegistered and the ContractExtended
      And the way opens by itself on 31 March 2028

    Scenario: A notice brings the end forward
      Given Westminster holds the contract "Desktop support 2019" with 90 days of notice
      And Westminster gives notice on the contract for 30 June 2026
      When Westminster concludes the contract by expiry on 30 June 2026
      Then it is recorded

    Scenario: The board may let a contract be closed early
      Given Westminster holds the contract "Desktop support 2019" from 1 April 2020 to 31 March 2027
      And the board grants the dispensation "Supplier in administration" from "contract.not-ended" for the contract "Desktop support 2019" until 31 December 2026
      When Westminster concludes the contract by expiry on 1 July 2026
      Then it is recorded

  Rule: Termination waits for notice (contract.notice-required)

    Scenario: Termination waits for notice
      Given Westminster holds the contract "Desktop support 2019" with 90 days of notice
      When Westminster terminates the contract on 1 July 2026
      Then the command is refused under "contract.notice-required", because of the ContractRegistered
      And the board reads "Desktop support 2019 asks 90 days of notice, and none was given."
      And an officer of Westminster can open the way, with "give-notice"

    Scenario: Termination on the date of the notice
      Given Westminster holds the contract "Desktop support 2019" with 90 days of notice
      And Westminster gives notice on the contract for 30 June 2026
      When Westminster terminates the contract on 30 June 2026
      Then it is recorded as ContractConcluded

  Rule: A termination cannot come before the date of its notice (contract.notice-too-short)

    Scenario: Termination before the date of the notice
      Given Westminster holds the contract "Desktop support 2019" with 90 days of notice
      And Westminster gives notice on the contract for 30 June 2026
      When Westminster terminates the contract on 29 June 2026
      Then the command is refused under "contract.notice-too-short", because of the NoticeGiven
      And the way opens by itself on 30 June 2026

    Scenario: Termination after the date of the notice
      Given Westminster holds the contract "Desktop support 2019" with 90 days of notice
      And Westminster gives notice on the contract for 30 June 2026
      When Westminster terminates the contract on 1 September 2026
      Then it is recorded

  Rule: A contract can be concluded by mutual agreement at any time, at a price or without

    Scenario: Both sides agree
      Given Westminster holds the contract "Desktop support 2019" with 90 days of notice
      When Westminster concludes the contract by mutual agreement on 2 February 2026
      Then it is recorded as ContractConcluded

    Scenario: An exit cost is kept with the conclusion
      Given Westminster holds the contract "Desktop support 2019" from 1 April 2020 to 31 March 2027
      When Westminster concludes the contract by expiry at an exit cost of £12,500.50 on 31 March 2027
      Then it is recorded

  Rule: Nothing changes a concluded contract (contract.concluded)

    Scenario Outline: A concluded contract cannot be changed: <change>
      Given Westminster holds the contract "Desktop support 2019" from 1 April 2020 to 31 March 2027, with options of 12 months
      And Westminster concludes the contract by mutual agreement on 1 March 2026
      When Westminster <change> on 2 March 2026
      Then the command is refused under "contract.concluded", because of the ContractConcluded

      Examples:
        | change                                                      |
        | extends "Desktop support 2019" by 12 months                 |
        | varies "Desktop support 2019" to be worth £90,000 a year    |
        | varies "Desktop support 2019" to cover "Data centre"        |
        | gives notice on "Desktop support 2019" for 31 December 2026 |
        | novates "Desktop support 2019" to "Castle Computing"        |
        | concludes "Desktop support 2019" by mutual agreement        |

    Scenario Outline: An open contract can be changed: <change>
      Given Westminster holds the contract "Desktop support 2019" from 1 April 2020 to 31 March 2027, with options of 12 months
      When Westminster <change> on 2 March 2026
      Then it is recorded as <event>

      Examples:
        | change                                                          | event            |
        | extends "Desktop support 2019" by 12 months                     | ContractExtended |
        | varies "Desktop support 2019" to be worth £90,000 a year        | ContractVaried   |
        | varies "Desktop support 2019" to cover "Data centre"            | ContractVaried   |
        | varies "Desktop support 2019" to be called "Desktop and phones" | ContractVaried   |
        | gives notice on "Desktop support 2019" for 31 December 2026     | NoticeGiven      |
        | novates "Desktop support 2019" to "Castle Computing"            | ContractNovated  |

    Scenario: All broken rules are told at once, not only the first
      Given Westminster holds the contract "Desktop support 2019" from 1 April 2020 to 31 March 2027
      And Westminster concludes the contract by mutual agreement on 1 March 2026
      When Westminster concludes the contract by expiry on 2 March 2026
      Then the command is refused under "contract.concluded" and "contract.not-ended"
