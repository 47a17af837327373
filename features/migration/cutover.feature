Feature: Scheduling a cutover
  A borough can plan to move only for a day by which its own contracts in the area can have ended.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026
    And the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
    And Westminster and Kensington & Chelsea agree the specification for "Shared desktop"

  Scenario: A cutover in the past is none
    When Westminster schedules its cutover to "Shared desktop" for 28 February 2026 on 1 March 2026
    Then the command is sent back, because "a cutover decided on 1 March 2026 cannot be before that day"

  Scenario: A borough that has moved schedules no more
    Given Westminster moves to "Shared desktop" on 1 July 2026
    When Westminster schedules its cutover to "Shared desktop" for 1 September 2026
    Then the command is refused under "already.exists", because of the BoroughMoved

  Rule: A cutover waits for the release of the borough's own contracts (cutover.before-release)

    Scenario Outline: <notice> days of notice, decided on <decided>, contract to <end>: released on <release>
      Given Westminster holds the contract "Desktop support 2019" for "Desktop" from 1 April 2020 to <end> with <notice> days of notice
      When Westminster schedules its cutover to "Shared desktop" for <cutover> on <decided>
      Then <outcome>

      Examples: The end of the contract, or of a notice given now, whichever is earlier
        | notice | decided          | end           | release          | cutover          | outcome                                                                                  |
        | 90     | 1 March 2026     | 31 March 2027 | 30 May 2026      | 30 May 2026      | it is recorded                                                                           |
        | 90     | 1 March 2026     | 31 March 2027 | 30 May 2026      | 29 May 2026      | the command is refused under "cutover.before-release", because of the ContractRegistered |
        | 180    | 1 March 2026     | 30 April 2026 | 30 April 2026    | 30 April 2026    | it is recorded                                                                           |
        | 180    | 1 March 2026     | 30 April 2026 | 30 April 2026    | 29 April 2026    | the command is refused under "cutover.before-release", because of the ContractRegistered |
        | 60     | 31 December 2027 | 31 March 2029 | 29 February 2028 | 29 February 2028 | it is recorded                                                                           |
        | 60     | 31 December 2027 | 31 March 2029 | 29 February 2028 | 28 February 2028 | the command is refused under "cutover.before-release", because of the ContractRegistered |

    Scenario: After a notice only its date counts
      Given Westminster holds the contract "Desktop support 2019" for "Desktop" with 90 days of notice
      And Westminster gives notice on the contract for 31 December 2026 on 1 March 2026
      When Westminster schedules its cutover to "Shared desktop" for 1 July 2026 on 1 March 2026
      Then the command is refused under "cutover.before-release", because of the ContractRegistered and the NoticeGiven
      And the way opens by itself on 31 December 2026

    Scenario: Without a contract of its own a borough chooses freely
      When Westminster schedules its cutover to "Shared desktop" for 1 March 2026 on 1 March 2026
      Then it is recorded as CutoverScheduled

    Scenario: A contract that every party holds is no obstacle
      Given Westminster and Kensington & Chelsea hold the contract "Joint desktops" for "Desktop"
      When Westminster schedules its cutover to "Shared desktop" for 2 March 2026 on 1 March 2026
      Then it is recorded
