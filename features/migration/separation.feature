Feature: Separating a service again
  Years later a borough may leave a merged service. To come back it starts again: with a specification, contracts and a move.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026
    And Westminster, Hammersmith & Fulham and Kensington & Chelsea share the merged service "Shared libraries" of "Libraries" since 1 February 2026

  Scenario: A notice for a day that has passed is no notice
    When Hammersmith & Fulham gives notice to separate from "Shared libraries" on 28 February 2026 on 1 March 2026
    Then the command is sent back, because "the service cannot separate before the notice counts, on 1 March 2026"

  Scenario: When all but one have left, the service is separated and its area may be merged anew
    Given Hammersmith & Fulham gives notice to separate from "Shared libraries" on 1 April 2027
    And Hammersmith & Fulham separates from "Shared libraries" on 1 April 2027
    And Westminster separates from "Shared libraries" on 1 April 2027
    When the board proposes the migration "Libraries again" of "Libraries" for Westminster and Kensington & Chelsea on 2 April 2027
    Then it is recorded
    And as of 31 March 2027, the migration "Shared libraries" is merged
    And as of 1 April 2027, the migration "Shared libraries" is separated

  Scenario: While two still share it, its area has no other migration
    Given Hammersmith & Fulham gives notice to separate from "Shared libraries" on 1 April 2027
    And Hammersmith & Fulham separates from "Shared libraries" on 1 April 2027
    When the board proposes the migration "Libraries again" of "Libraries" for Westminster and Kensington & Chelsea on 2 April 2027
    Then the command is refused under "already.exists", because of the MigrationProposed

  Rule: Only a merged service can be left (service.not-merged)

    Background:
      Given the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
      And Westminster and Kensington & Chelsea agree the specification for "Shared desktop"

    Scenario: Notice on what is not merged
      When Westminster gives notice to separate from "Shared desktop" on 1 April 2027
      Then the command is refused under "service.not-merged"
      And the joint board can open the way, with "merge-service"

    Scenario: Leaving what is not merged
      When Westminster separates from "Shared desktop" on 1 April 2027
      Then the command is refused under "service.not-merged" and "separation.notice-required"

    Scenario: A borough that is not in the service
      Given Westminster and Kensington & Chelsea move to "Shared desktop" together on 1 March 2026
      And the board merges "Shared desktop" on 1 March 2026
      When Hammersmith & Fulham gives notice to separate from "Shared desktop" on 1 April 2027
      Then the command is refused under "service.not-merged", because of the ServiceMerged of "Shared desktop"

    Scenario: A borough leaves once
      Given Hammersmith & Fulham gives notice to separate from "Shared libraries" on 1 April 2027
      And Hammersmith & Fulham separates from "Shared libraries" on 1 April 2027
      When Hammersmith & Fulham separates from "Shared libraries" on 2 April 2027
      Then the command is refused under "service.not-merged", because of the ServiceMerged of "Shared libraries" and the ServiceSeparated

    Scenario: Notice on a merged service
      When Hammersmith & Fulham gives notice to separate from "Shared libraries" on 1 April 2027
      Then it is recorded as SeparationNoticeGiven

  Rule: A service separates only after notice (separation.notice-required)

    Scenario: Without notice
      When Hammersmith & Fulham separates from "Shared libraries" on 1 April 2027
      Then the command is refused under "separation.notice-required"
      And an officer of Hammersmith & Fulham can open the way, with "give-notice-of-separation"

    Scenario: Before the date of the notice
      Given Hammersmith & Fulham gives notice to separate from "Shared libraries" on 1 April 2027
      When Hammersmith & Fulham separates from "Shared libraries" on 31 March 2027
      Then the command is refused under "separation.notice-required", because of the SeparationNoticeGiven
      And the way opens by itself on 1 April 2027

    Scenario: On the date of the notice
      Given Hammersmith & Fulham gives notice to separate from "Shared libraries" on 1 April 2027
      When Hammersmith & Fulham separates from "Shared libraries" on 1 April 2027
      Then it is recorded as ServiceSeparated
      And as of 1 April 2027, Hammersmith & Fulham stands at "separated" in "Libraries"
      And as of 1 April 2027, Westminster stands at "merged" in "Libraries"

    Scenario: A notice that another party gave serves as well
      Given Westminster gives notice to separate from "Shared libraries" on 1 April 2027
      When Hammersmith & Fulham separates from "Shared libraries" on 1 April 2027
      Then it is recorded as ServiceSeparated
