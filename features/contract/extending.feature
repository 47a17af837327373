Feature: Extending a contract
  A contract can be extended only as it was agreed from the start, and not past the day on which the borough is to leave it.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026

  Rule: An extension is one of the contract's own options, used while it runs (contract.no-such-option)

    Scenario: A contract without options
      Given Westminster holds the contract "Desktop support 2019"
      When Westminster extends the contract by 12 months
      Then the command is refused under "contract.no-such-option", because of the ContractRegistered
      And the board reads "Desktop support 2019 has no option to extend by 12 months: no option is left."

    Scenario: An option of another length
      Given Westminster holds the contract "Desktop support 2019", with options of 12 and 24 months
      When Westminster extends the contract by 18 months
      Then the command is refused under "contract.no-such-option", because of the ContractRegistered
      And the board reads "Desktop support 2019 has no option to extend by 18 months: options of 12 and 24 months are left."

    Scenario: An option is used
      Given Westminster holds the contract "Desktop support 2019", with options of 12 and 24 months
      When Westminster extends the contract by 24 months
      Then it is recorded as ContractExtended

    Scenario: An option is used only once
      Given Westminster holds the contract "Desktop support 2019", with options of 12 and 24 months
      And Westminster extends the contract by 12 months
      When Westminster extends the contract by 12 months
      Then the command is refused under "contract.no-such-option", because of the ContractRegistered and the ContractExtended

    Scenario: Two options of the same length are two options
      Given Westminster holds the contract "Desktop support 2019", with options of 12 and 12 months
      And Westminster extends the contract by 12 months
      When Westminster extends the contract by 12 months
      Then it is recorded as ContractExtended

    Scenario: On its last day a contract can still be extended
      Given Westminster holds the contract "Desktop support 2019" from 1 April 2020 to 31 March 2027, with options of 12 months
      When Westminster extends the contract by 12 months on 31 March 2027
      Then it is recorded

    Scenario: A contract that has ended cannot be extended
      Given Westminster holds the contract "Desktop support 2019" from 1 April 2020 to 31 March 2027, with options of 12 months
      When Westminster extends the contract by 12 months on 1 April 2027
      Then the command is refused under "contract.no-such-option", because of the ContractRegistered

    Scenario Outline: <months> months after <end> is <extended>
      Given Westminster holds the contract "Desktop support 2019" from 1 April 2020 to <end>, with options of <months> months
      And Westminster extends the contract by <months> months on <end>
      When Westminster concludes the contract by expiry on <end>
      Then the command is refused under "contract.not-ended"
      And the way opens by itself on <extended>

      Examples: The same day of a later month, or its last day; from a last day, the last day
        | end              | months | extended         |
        | 15 March 2026    | 12     | 15 March 2027    |
        | 31 January 2026  | 1      | 28 February 2026 |
        | 31 January 2028  | 1      | 29 February 2028 |
        | 30 January 2027  | 1      | 28 February 2027 |
        | 28 February 2026 | 1      | 31 March 2026    |
        | 29 February 2028 | 12     | 28 February 2029 |
        | 28 February 2027 | 12     | 29 February 2028 |
        | 28 February 2028 | 12     | 28 February 2029 |
        | 30 April 2026    | 6      | 31 October 2026  |
        | 31 August 2026   | 18     | 29 February 2028 |
        | 31 December 2026 | 24     | 31 December 2028 |

  Rule: An extension does not run past the cutover that the borough has scheduled (contract.extends-past-cutover)

    Background:
      Given Westminster holds the contract "Desktop support 2019" from 1 April 2020 to 31 March 2027, with options of 12 months
      And the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
      And Westminster and Kensington & Chelsea agree the specification for "Shared desktop"

    Scenario: An extension past the cutover
      Given Westminster schedules its cutover to "Shared desktop" for 1 September 2027
      When Westminster extends "Desktop support 2019" by 12 months
      Then the command is refused under "contract.extends-past-cutover", because of the CutoverScheduled
      And an officer of Westminster can open the way, with "schedule-cutover"

    Scenario: An extension to the day of the cutover
      Given Westminster schedules its cutover to "Shared desktop" for 31 March 2028
      When Westminster extends "Desktop support 2019" by 12 months
      Then it is recorded as ContractExtended

    Scenario: The later schedule counts
      Given Westminster schedules its cutover to "Shared desktop" for 1 September 2027
      And Westminster schedules its cutover to "Shared desktop" for 1 April 2028
      When Westminster extends "Desktop support 2019" by 12 months
      Then it is recorded as ContractExtended

    Scenario: Another borough's cutover is no obstacle
      Given Kensington & Chelsea schedules its cutover to "Shared desktop" for 1 September 2026
      When Westminster extends "Desktop support 2019" by 12 months
      Then it is recorded as ContractExtended

    Scenario: An abandoned migration is no obstacle
      Given Westminster schedules its cutover to "Shared desktop" for 1 September 2027
      And the board abandons "Shared desktop"
      When Westminster extends "Desktop support 2019" by 12 months
      Then it is recorded as ContractExtended
