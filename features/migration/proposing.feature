Feature: Proposing a migration, pausing and abandoning it
  A migration merges one service area for the boroughs that take part.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026

  Scenario: The board proposes a migration
    When the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea, needing a framework, due on 1 April 2028, to save £1,500,000 a year, with a quality floor of 80
    Then it is recorded as MigrationProposed
    And as of 1 January 2026, the migration "Shared desktop" is proposed
    And as of 1 January 2026, Westminster stands at "proposed" in "Desktop"
    And as of 1 January 2026, Hammersmith & Fulham stands at "own" in "Desktop"

  Scenario: One migration of an area at a time
    Given the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
    When the board proposes the migration "Rival desktop" of "Desktop" for Westminster and Hammersmith & Fulham
    Then the command is refused under "already.exists", because of the MigrationProposed
    And the joint board can open the way, with "abandon-migration"

  Scenario: After a migration was abandoned its area may have another
    Given the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
    And the board abandons "Shared desktop" on 1 June 2026
    When the board proposes the migration "Rival desktop" of "Desktop" for Westminster and Hammersmith & Fulham on 1 June 2026
    Then it is recorded

  Scenario: A party can be added, but only once
    Given the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
    And the board adds Hammersmith & Fulham to "Shared desktop"
    When the board adds Hammersmith & Fulham to "Shared desktop"
    Then the command is refused under "already.exists", because of the MigrationProposed and the PartyAdded

  Scenario: Another party joins later
    Given the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
    When the board adds Hammersmith & Fulham to "Shared desktop" on 1 March 2026
    Then it is recorded as PartyAdded

  Rule: Only a party decides for the migration (party.unknown)

    Background:
      Given the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
      And Westminster and Kensington & Chelsea agree the specification for "Shared desktop"

    Scenario: A borough that is no party schedules
      When Hammersmith & Fulham schedules its cutover to "Shared desktop" for 1 September 2026
      Then the command is refused under "party.unknown", because of the MigrationProposed
      And the joint board can open the way, with "add-party"

    Scenario: A borough that is no party moves
      When Hammersmith & Fulham moves to "Shared desktop"
      Then the command is refused under "party.unknown", because of the MigrationProposed

    Scenario: A borough that was added moves, once all agree again
      Given the board adds Hammersmith & Fulham to "Shared desktop"
      And Hammersmith & Fulham approves version 1 of the specification for "Shared desktop"
      When Hammersmith & Fulham moves to "Shared desktop"
      Then it is recorded

    Scenario: A borough that withdrew is no party any more
      Given Westminster gives notice to leave the programme on 1 June 2026
      And Westminster withdraws from the programme on 1 June 2026
      And the board admits Westminster on 1 July 2026
      When Westminster moves to "Shared desktop" on 2 July 2026
      Then the command is refused under "party.unknown"

  Rule: While a migration is paused nothing is scheduled, moved or merged (migration.paused)

    Background:
      Given the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
      And Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
      And the board pauses "Shared desktop" on 1 March 2026

    Scenario: Scheduling while it is paused
      When Westminster schedules its cutover to "Shared desktop" for 1 September 2026
      Then the command is refused under "migration.paused", because of the MigrationPaused
      And the joint board can open the way, with "resume-migration"
      And as of 1 March 2026, the migration "Shared desktop" is paused

    Scenario: Moving while it is paused
      When Westminster moves to "Shared desktop"
      Then the command is refused under "migration.paused", because of the MigrationPaused

    Scenario: Pausing what is paused
      When the board pauses "Shared desktop"
      Then the command is refused under "migration.paused", because of the MigrationPaused

    Scenario: Moving after it has resumed
      Given the board resumes "Shared desktop" on 1 April 2026
      When Westminster moves to "Shared desktop" on 1 April 2026
      Then it is recorded

    Scenario: Moving before it was paused
      When Westminster moves to "Shared desktop" on 28 February 2026
      Then it is recorded

  Rule: Only what is paused can resume (migration.not-paused)

    Background:
      Given the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea

    Scenario: Resuming what never paused
      When the board resumes "Shared desktop"
      Then the command is refused under "migration.not-paused"
      And the joint board can open the way, with "pause-migration"

    Scenario: Resuming what has resumed
      Given the board pauses "Shared desktop" on 1 March 2026
      And the board resumes "Shared desktop" on 1 April 2026
      When the board resumes "Shared desktop" on 2 April 2026
      Then the command is refused under "migration.not-paused", because of the MigrationResumed

    Scenario: Resuming what is paused
      Given the board pauses "Shared desktop" on 1 March 2026
      When the board resumes "Shared desktop" on 1 April 2026
      Then it is recorded as MigrationResumed

  Rule: An abandoned migration is over (migration.abandoned)

    Scenario Outline: Once it is abandoned, the board cannot go on with it: <decision>
      Given the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
      And the board pauses "Shared desktop" on 1 February 2026
      And the board abandons "Shared desktop" on 1 March 2026
      When the board <decision>
      Then the command is refused under <codes>

      Examples:
        | decision                                      | codes                                                             |
        | abandons "Shared desktop"                     | "migration.abandoned"                                             |
        | resumes "Shared desktop"                      | "migration.abandoned"                                             |
        | pauses "Shared desktop"                       | "migration.abandoned" and "migration.paused"                      |
        | adds Hammersmith & Fulham to "Shared desktop" | "migration.abandoned"                                             |
        | merges "Shared desktop"                       | "parties.not-moved", "migration.paused" and "migration.abandoned" |

    Scenario Outline: Once it is abandoned, a borough cannot go on with it: <decision>
      Given the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
      And Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
      And the board abandons "Shared desktop" on 1 March 2026
      When Westminster <decision>
      Then the command is refused under "migration.abandoned", because of the MigrationAbandoned

      Examples:
        | decision                                                      |
        | schedules its cutover to "Shared desktop" for 1 December 2026 |
        | moves to "Shared desktop"                                     |

    Scenario: A specification for an abandoned migration
      Given the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
      And the board abandons "Shared desktop" on 1 March 2026
      When Westminster proposes version 1 of the specification for "Shared desktop"
      Then the command is refused under "migration.abandoned", because of the MigrationAbandoned

    Scenario: A migration under way can be abandoned
      Given the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
      And Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
      When the board abandons "Shared desktop" on 1 March 2026
      Then it is recorded as MigrationAbandoned
      And as of 1 March 2026, the migration "Shared desktop" is abandoned
      And as of 28 February 2026, the migration "Shared desktop" is agreed

  Rule: A merged service has nothing left to merge (migration.merged)

    Background:
      Given Westminster and Kensington & Chelsea share the merged service "Shared desktop" of "Desktop" since 1 February 2026

    Scenario Outline: Once it is merged, the board cannot start again: <decision>
      When the board <decision>
      Then the command is refused under "migration.merged", because of the ServiceMerged

      Examples:
        | decision                                      |
        | merges "Shared desktop"                       |
        | pauses "Shared desktop"                       |
        | abandons "Shared desktop"                     |
        | adds Hammersmith & Fulham to "Shared desktop" |

    Scenario Outline: Merged although one party had not moved: it cannot follow by <decision>
      Given the board proposes the migration "Shared servers" of "Data centre" for Westminster and Kensington & Chelsea
      And Westminster and Kensington & Chelsea agree the specification for "Shared servers"
      And Westminster moves to "Shared servers"
      And the board merges "Shared servers", as irregular because "It was merged before all had moved"
      When Kensington & Chelsea <decision>
      Then the command is refused under "migration.merged", because of the ServiceMerged of "Shared servers"

      Examples:
        | decision                                                      |
        | schedules its cutover to "Shared servers" for 1 December 2026 |
        | moves to "Shared servers"                                     |

    Scenario: Resuming what has merged, though it was paused
      Given the board proposes the migration "Shared servers" of "Data centre" for Westminster and Kensington & Chelsea
      And Westminster and Kensington & Chelsea agree the specification for "Shared servers"
      And Westminster and Kensington & Chelsea move to "Shared servers" together
      And the board pauses "Shared servers"
      And the board merges "Shared servers", as irregular because "Nobody had told them of the pause"
      When the board resumes "Shared servers"
      Then the command is refused under "migration.merged", because of the ServiceMerged of "Shared servers"

    Scenario: A new version of the specification
      When Westminster proposes version 2 of the specification for "Shared desktop"
      Then the command is refused under "migration.merged", because of the ServiceMerged

    Scenario: A pause cannot slip in before the merger
      Given the board proposes the migration "Shared servers" of "Data centre" for Westminster and Kensington & Chelsea
      And Westminster and Kensington & Chelsea agree the specification for "Shared servers"
      And Westminster and Kensington & Chelsea move to "Shared servers" together
      And the board merges "Shared servers" on 1 March 2026
      When the board pauses "Shared servers" on 28 February 2026
      Then the command is refused under "history.contradicts-later", because of the ServiceMerged of "Shared servers"

    Scenario: A migration that is not merged can be paused
      Given the board proposes the migration "Shared servers" of "Data centre" for Westminster and Kensington & Chelsea
      When the board pauses "Shared servers"
      Then it is recorded as MigrationPaused
