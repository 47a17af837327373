Feature: Joining and leaving the programme
  Each borough stays sovereign. It joins by its own decision, and may leave again: on notice, and once no service is shared.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026

  Rule: A borough joins once (borough.already-joined)

    Scenario: A member cannot join again
      When the board admits Westminster on 2 January 2026
      Then the command is refused under "borough.already-joined", because of the BoroughJoined of Westminster

    Scenario: Another borough joins
      When the board admits Camden on 2 January 2026
      Then it is recorded as BoroughJoined

    Scenario: One that withdrew may join again
      Given Westminster gives notice to leave the programme on 1 April 2026
      And Westminster withdraws from the programme on 1 April 2026
      When the board admits Westminster on 1 April 2027
      Then it is recorded as BoroughJoined
      And as of 31 March 2027, Westminster is a borough that is withdrawn
      And as of 1 April 2027, Westminster is a borough that is member

  Rule: Only a borough that has joined is known (borough.unknown)

    Scenario: A contract of a borough that never joined
      When Camden registers the contract "Camden desktops"
      Then the command is refused under "borough.unknown"
      And the joint board can open the way, with "admit-borough"

    Scenario: A contract before the borough joined
      Given the board admits Camden on 1 June 2026
      When Camden registers the contract "Camden desktops" on 31 May 2026
      Then the command is refused under "borough.unknown"

    Scenario: A contract once it has joined
      Given the board admits Camden on 1 June 2026
      When Camden registers the contract "Camden desktops" on 1 June 2026
      Then it is recorded

  Rule: Nothing is decided for a borough that has left (borough.withdrawn)

    Scenario: A contract after the borough left
      Given Westminster gives notice to leave the programme on 1 April 2026
      And Westminster withdraws from the programme on 1 April 2026
      When Westminster registers the contract "Westminster alone" on 2 April 2026
      Then the command is refused under "borough.withdrawn", because of the BoroughWithdrew

    Scenario: A contract before the borough left
      Given Westminster gives notice to leave the programme on 1 April 2026
      And Westminster withdraws from the programme on 1 April 2026
      When Westminster registers the contract "Westminster alone" on 31 March 2026
      Then it is recorded

  Rule: A borough gives notice before it leaves, and stays to the date of the notice (withdrawal.notice-required)

    Scenario: Leaving without notice
      When Westminster withdraws from the programme on 1 April 2026
      Then the command is refused under "withdrawal.notice-required"
      And an officer of Westminster can open the way, with "give-notice-of-withdrawal"

    Scenario: A borough gives notice
      When Westminster gives notice to leave the programme on 1 April 2027
      Then it is recorded as WithdrawalNoticeGiven

    Scenario: Leaving before the date of the notice
      Given Westminster gives notice to leave the programme on 1 April 2027
      When Westminster withdraws from the programme on 31 March 2027
      Then the command is refused under "withdrawal.notice-required", because of the WithdrawalNoticeGiven
      And the way opens by itself on 1 April 2027

    Scenario: Leaving on the date of the notice
      Given Westminster gives notice to leave the programme on 1 April 2027
      When Westminster withdraws from the programme on 1 April 2027
      Then it is recorded as BoroughWithdrew
      And as of 31 March 2027, Westminster is a borough that is leaving
      And as of 1 April 2027, Westminster is a borough that is withdrawn

    Scenario: An old notice does not serve a borough that joined again
      Given Westminster gives notice to leave the programme on 1 April 2026
      And Westminster withdraws from the programme on 1 April 2026
      And the board admits Westminster on 1 April 2027
      When Westminster withdraws from the programme on 1 May 2027
      Then the command is refused under "withdrawal.notice-required"

    Scenario: A notice for a day that has passed is no notice
      When Westminster gives notice to leave the programme on 1 March 2026 on 2 March 2026
      Then the command is sent back, because "the borough cannot leave before its notice counts, on 2 March 2026"

  Rule: A borough leaves the programme only once it shares no service (withdrawal.services-still-shared)

    Background:
      Given Westminster, Hammersmith & Fulham and Kensington & Chelsea share the merged service "Shared libraries" of "Libraries" since 1 February 2026
      And Hammersmith & Fulham gives notice to leave the programme on 1 April 2027

    Scenario: Leaving while libraries are shared
      When Hammersmith & Fulham withdraws from the programme on 1 April 2027
      Then the command is refused under "withdrawal.services-still-shared", because of the ServiceMerged
      And an officer of Hammersmith & Fulham can open the way, with "separate-service"

    Scenario: Leaving after separation
      Given Hammersmith & Fulham gives notice to separate from "Shared libraries" on 31 March 2027
      And Hammersmith & Fulham separates from "Shared libraries" on 31 March 2027
      When Hammersmith & Fulham withdraws from the programme on 1 April 2027
      Then it is recorded as BoroughWithdrew

    Scenario: Neither notice nor separation
      When Westminster withdraws from the programme on 1 April 2027
      Then the command is refused under "withdrawal.notice-required" and "withdrawal.services-still-shared"
