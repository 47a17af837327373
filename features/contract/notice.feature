Feature: Giving notice on a contract
  A notice ends a contract early. The supplier is due the days of notice that the contract promises.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026

  Rule: The supplier gets every day of notice (contract.notice-too-short)

    Scenario Outline: <days> days of notice, given on <given>, end no sooner than <earliest>
      Given Westminster holds the contract "Desktop support 2019" from 1 April 2020 to 31 March 2029 with <days> days of notice
      When Westminster gives notice on the contract for <ends> on <given>
      Then <outcome>

      Examples: The first date that is allowed, and the day before it
        | days | given            | earliest          | ends              | outcome                                                                                     |
        | 90   | 1 July 2026      | 29 September 2026 | 29 September 2026 | it is recorded as NoticeGiven                                                               |
        | 90   | 1 July 2026      | 29 September 2026 | 28 September 2026 | the command is refused under "contract.notice-too-short", because of the ContractRegistered |
        | 90   | 1 December 2027  | 29 February 2028  | 29 February 2028  | it is recorded as NoticeGiven                                                               |
        | 90   | 1 December 2027  | 29 February 2028  | 28 February 2028  | the command is refused under "contract.notice-too-short", because of the ContractRegistered |
        | 365  | 28 February 2027 | 28 February 2028  | 28 February 2028  | it is recorded as NoticeGiven                                                               |
        | 365  | 28 February 2027 | 28 February 2028  | 27 February 2028  | the command is refused under "contract.notice-too-short", because of the ContractRegistered |
        | 365  | 28 February 2028 | 27 February 2029  | 27 February 2029  | it is recorded as NoticeGiven                                                               |
        | 365  | 28 February 2028 | 27 February 2029  | 26 February 2029  | the command is refused under "contract.notice-too-short", because of the ContractRegistered |
        | 0    | 1 July 2026      | 1 July 2026       | 1 July 2026       | it is recorded as NoticeGiven                                                               |
        | 1    | 31 December 2026 | 1 January 2027    | 31 December 2026  | the command is refused under "contract.notice-too-short", because of the ContractRegistered |

    Scenario: The board reads when the contract can end
      Given Westminster holds the contract "Desktop support 2019" with 90 days of notice
      When Westminster gives notice on the contract for 1 September 2026 on 1 July 2026
      Then the command is refused under "contract.notice-too-short", because of the ContractRegistered
      And the board reads "Desktop support 2019 asks 90 days of notice: given on 1 July 2026, it can end on 29 September 2026 at the earliest, not on 1 September 2026."

  Rule: A notice is for a date on which the contract still runs (contract.notice-after-end)

    Scenario: A notice for the day after the end
      Given Westminster holds the contract "Desktop support 2019" from 1 April 2020 to 31 March 2027
      When Westminster gives notice on the contract for 1 April 2027
      Then the command is refused under "contract.notice-after-end", because of the ContractRegistered

    Scenario: A notice for the last day
      Given Westminster holds the contract "Desktop support 2019" from 1 April 2020 to 31 March 2027
      When Westminster gives notice on the contract for 31 March 2027
      Then it is recorded as NoticeGiven

    Scenario: An extension leaves room for a later notice
      Given Westminster holds the contract "Desktop support 2019" from 1 April 2020 to 31 March 2027, with options of 12 months
      And Westminster extends the contract by 12 months
      When Westminster gives notice on the contract for 31 December 2027
      Then it is recorded as NoticeGiven

    Scenario: A second notice cannot put the end off
      Given Westminster holds the contract "Desktop support 2019" with 90 days of notice
      And Westminster gives notice on the contract for 30 June 2026
      When Westminster gives notice on the contract for 31 July 2026
      Then the command is refused under "contract.notice-after-end", because of the ContractRegistered and the NoticeGiven

    Scenario: Too short and too late at once
      Given Westminster holds the contract "Desktop support 2019" from 1 April 2020 to 31 March 2027 with 90 days of notice
      When Westminster gives notice on the contract for 1 April 2027 on 1 March 2027
      Then the command is refused under "contract.notice-too-short" and "contract.notice-after-end"

    Scenario: A contract on which notice was given shows it
      Given Westminster holds the contract "Desktop support 2019" with 90 days of notice
      When Westminster gives notice on the contract for 30 September 2026 on 1 May 2026
      Then it is recorded
      And as of 30 April 2026, the contract "Desktop support 2019" is open
      And as of 1 May 2026, the contract "Desktop support 2019" is noticed
