Feature: By when notice must be given, and the last meeting that can still act
  A contract that nobody ends in time runs on to its end. The last day for notice is counted back from there in days of the
  calendar. The last meeting that can still act is counted back further: its decision counts on the day after its call-in, which
  is counted in working days; the public has notice of it for 28 clear days, and its papers are out for 5 clear working days.

  Background:
    Given a programme of Westminster and Kensington & Chelsea, under way since 1 January 2010
    And the board sets the lead times of the "Joint Cabinet" to 28 days of notice, 5 days for papers and 5 days of call-in

  Scenario Outline: <what is special about it>
    Given Westminster holds the contract "Old desktops" for "Desktop" from 1 April 2008 to <it ends> with <days> days of notice on 1 March 2010
    And the board plans the meeting "The last one" of the "Joint Cabinet" for <they meet>
    And the board plans the meeting "Too late" of the "Joint Cabinet" for <too late>
    Then as of <notice of it>, notice on "Old desktops" is due by <due>
    And as of <notice of it>, the last meeting that can still act on "Old desktops" is on <they meet>, with notice of it by <notice of it> and papers by <papers>: its decision counts from <it counts>

    # The call-in of each is given in brackets below: the five working days after the meeting. The meeting that is too late is on
    # the next working day; its call-in ends on the day on which notice is due, or after it.
    Examples: Worked by hand
      | what is special about it          | it ends          | days | due             | they meet        | too late         | notice of it     | papers           | it counts        |
      # 30 June less 90 days: less 30 is 31 May, less 61 is 30 April, less 90 is 1 April. (25, 26, 27, 30, 31 March.)
      # 24 February to 23 March are 28 days; 17 to 20 and 23 March are 5 working days.
      | An ordinary spring                | 30 June 2026     | 90   | 1 April 2026    | 24 March 2026    | 25 March 2026    | 23 February 2026 | 16 March 2026    | 1 April 2026     |
      # 31 March less 31 days in a leap year. (22, 23, 26, 27, 28 February.) 24 January to 20 February; 14 to 16, 19, 20 February.
      | Due on 29 February                | 31 March 2024    | 31   | 29 February 2024 | 21 February 2024 | 22 February 2024 | 23 January 2024  | 13 February 2024 | 29 February 2024 |
      # The same in another year. (21 to 24, 27 February.) 28 clear days begin on Monday 23 January: notice on Friday the 20th.
      | Due on 28 February                | 31 March 2023    | 31   | 28 February 2023 | 20 February 2023 | 21 February 2023 | 20 January 2023  | 10 February 2023 | 28 February 2023 |
      # From 1 March 2023 to 29 February 2024 are 365 days. (22, 23, 24, 27, 28 February.) 24 January to 20 February.
      | It ends on 29 February            | 29 February 2024 | 365  | 1 March 2023    | 21 February 2023 | 22 February 2023 | 23 January 2023  | 13 February 2023 | 1 March 2023     |
      # Due on New Year's Day, a Friday. (23, 24, 29, 30, 31 December: the 25th and Monday 28th are bank holidays.)
      # 24 November to 21 December; 15 to 18 and 21 December.
      | Over Christmas                    | 31 January 2016  | 30   | 1 January 2016  | 22 December 2015 | 23 December 2015 | 23 November 2015 | 14 December 2015 | 1 January 2016   |
      # Due on Easter Monday. (22, 25 to 28 March: then comes Good Friday.) It counts on Good Friday. 22 February to 20 March.
      | Over Easter                       | 30 June 2024     | 90   | 1 April 2024    | 21 March 2024    | 22 March 2024    | 21 February 2024 | 13 March 2024    | 29 March 2024    |
      # (30, 31 May, 1, 6, 7 June: the jubilee is on Thursday 2 and Friday 3 June.) 29 April to 26 May; 20, 23 to 26 May.
      | Over the jubilee of 2022          | 30 June 2022     | 22   | 8 June 2022     | 27 May 2022      | 30 May 2022      | 28 April 2022    | 19 May 2022      | 8 June 2022      |
      # Due on a Sunday. (23, 27 to 30 May: Monday 26 is a bank holiday.) It counts on Saturday. 24 April to 21 May; 15, 16, 19 to 21.
      | Due on a Sunday                   | 29 June 2025     | 28   | 1 June 2025     | 22 May 2025      | 23 May 2025      | 23 April 2025    | 14 May 2025      | 31 May 2025      |
      # (2, 3, 6, 7, 8 May 2024, 6 May being the holiday: so 2, 3, 7, 8, 9 May.) 3 to 30 April; 24 to 26, 29, 30 April.
      | Over the first Monday in May      | 31 July 2024     | 82   | 10 May 2024     | 1 May 2024       | 2 May 2024       | 2 April 2024     | 23 April 2024    | 10 May 2024      |
      # 28 clear days begin on 30 March, Easter Saturday: the days before are Good Friday and, worked, Thursday the 28th.
      # (29, 30 April, 1 to 3 May.) 19, 22 to 25 April.
      | Notice of the meeting over Easter | 31 May 2024      | 27   | 4 May 2024      | 26 April 2024    | 29 April 2024    | 28 March 2024    | 18 April 2024    | 4 May 2024       |

  Scenario: After the last day for notice of the meeting, no meeting can act
    Given Westminster holds the contract "Old desktops" for "Desktop" from 1 April 2008 to 30 June 2026 with 90 days of notice on 1 March 2010
    And the board plans the meeting "Spring" of the "Joint Cabinet" for 24 March 2026
    Then as of 24 February 2026, notice on "Old desktops" is due by 1 April 2026, with no meeting that can still act

  Scenario: Notice is taken on its last day, and not on the day after
    Given Westminster holds the contract "Old desktops" for "Desktop" from 1 April 2008 to 31 March 2024 with 31 days of notice on 1 March 2010
    When Westminster gives notice on "Old desktops" for 31 March 2024 on 1 March 2024
    Then the command is refused under "contract.notice-too-short"
    And as of 29 February 2024, notice on "Old desktops" is due by 29 February 2024
    And as of 1 March 2024, notice on "Old desktops" is not due any more
    When Westminster gives notice on "Old desktops" for 31 March 2024 on 29 February 2024
    Then it is recorded as NoticeGiven

  Scenario: No contract is extended by itself: an option that is used moves the last day, from a month's end to a month's end
    Given Westminster holds the contract "Old desktops" for "Desktop" from 1 April 2008 to 28 February 2023 with 28 days of notice, with options of 12 months on 1 March 2010
    Then as of 1 January 2023, notice on "Old desktops" is due by 31 January 2023
    And as of 1 February 2023, notice on "Old desktops" is not due any more
    When Westminster extends "Old desktops" by 12 months on 15 February 2023
    Then it is recorded as ContractExtended
    And as of 15 February 2023, notice on "Old desktops" is due by 1 February 2024
