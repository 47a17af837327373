Feature: Agreeing a specification
  Each party approves for itself. The specification is agreed when every party has approved the current version.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026
    And the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea

  Scenario: The last approval completes the agreement
    Given Westminster proposes version 1 of the specification for "Shared desktop"
    And Westminster approves version 1 of the specification for "Shared desktop" on 1 February 2026
    When Kensington & Chelsea approves version 1 of the specification for "Shared desktop" on 1 March 2026
    Then it is recorded as SpecificationApproved, together with SpecificationAgreed
    And as of 28 February 2026, the migration "Shared desktop" is proposed
    And as of 1 March 2026, the migration "Shared desktop" is agreed

  Scenario: Approvals may be entered in any order
    Given Westminster proposes version 1 of the specification for "Shared desktop"
    And Kensington & Chelsea approves version 1 of the specification for "Shared desktop" on 1 March 2026
    When Westminster approves version 1 of the specification for "Shared desktop" on 1 February 2026
    Then it is recorded as SpecificationApproved, together with SpecificationAgreed
    And as of 28 February 2026, the migration "Shared desktop" is proposed
    And as of 1 March 2026, the migration "Shared desktop" is agreed

  Scenario: A party proposes a specification, and another objects to it
    When Westminster proposes version 1 of the specification for "Shared desktop"
    Then it is recorded as SpecificationProposed
    When Kensington & Chelsea objects to version 1 of the specification for "Shared desktop"
    Then it is recorded as SpecificationObjected

  Scenario: An objection withdraws the borough's own approval
    Given Westminster proposes version 1 of the specification for "Shared desktop"
    And Westminster approves version 1 of the specification for "Shared desktop"
    And Westminster objects to version 1 of the specification for "Shared desktop" on 1 February 2026
    When Kensington & Chelsea approves version 1 of the specification for "Shared desktop" on 1 March 2026
    Then it is recorded as SpecificationApproved
    And as of 1 March 2026, the migration "Shared desktop" is proposed

  Scenario: An approval withdraws the borough's own objection
    Given Westminster proposes version 1 of the specification for "Shared desktop"
    And Westminster objects to version 1 of the specification for "Shared desktop"
    And Kensington & Chelsea approves version 1 of the specification for "Shared desktop" on 1 February 2026
    When Westminster approves version 1 of the specification for "Shared desktop" on 1 March 2026
    Then it is recorded as SpecificationApproved, together with SpecificationAgreed

  Scenario: A borough approves a version once
    Given Westminster proposes version 1 of the specification for "Shared desktop"
    And Westminster approves version 1 of the specification for "Shared desktop"
    When Westminster approves version 1 of the specification for "Shared desktop"
    Then the command is refused under "already.exists", because of the SpecificationApproved

  Scenario: A new party reopens the agreement
    Given Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
    And the board adds Hammersmith & Fulham to "Shared desktop" on 1 February 2026
    When Hammersmith & Fulham approves version 1 of the specification for "Shared desktop" on 1 March 2026
    Then it is recorded as SpecificationApproved, together with SpecificationAgreed
    And as of 31 January 2026, the migration "Shared desktop" is agreed
    And as of 1 February 2026, the migration "Shared desktop" is proposed
    And as of 1 March 2026, the migration "Shared desktop" is agreed

  Scenario Outline: A borough that is no party <answers> a specification
    Given Westminster proposes version 1 of the specification for "Shared desktop"
    When Hammersmith & Fulham <answers> version 1 of the specification for "Shared desktop"
    Then the command is refused under "party.unknown", because of the MigrationProposed

    Examples:
      | answers    |
      | approves   |
      | objects to |

  Rule: Versions follow one another, and the newest is the one to approve (specification.not-current)

    Scenario: The first version is version 1
      When Westminster proposes version 2 of the specification for "Shared desktop"
      Then the command is refused under "specification.not-current"
      And the board reads "The next version of the specification for Shared desktop is 1."

    Scenario: Approving what nobody proposed
      When Westminster approves version 1 of the specification for "Shared desktop"
      Then the command is refused under "specification.not-current"

    Scenario: Approving a superseded version
      Given Westminster proposes version 1 of the specification for "Shared desktop"
      And Kensington & Chelsea proposes version 2 of the specification for "Shared desktop"
      When Westminster approves version 1 of the specification for "Shared desktop"
      Then the command is refused under "specification.not-current", because of the SpecificationProposed

    Scenario: Objecting to a superseded version
      Given Westminster proposes version 1 of the specification for "Shared desktop"
      And Kensington & Chelsea proposes version 2 of the specification for "Shared desktop"
      When Westminster objects to version 1 of the specification for "Shared desktop"
      Then the command is refused under "specification.not-current", because of the SpecificationProposed

    Scenario: Approving the current version
      Given Westminster proposes version 1 of the specification for "Shared desktop"
      And Kensington & Chelsea proposes version 2 of the specification for "Shared desktop"
      When Westminster approves version 2 of the specification for "Shared desktop"
      Then it is recorded as SpecificationApproved

    Scenario: The same version twice
      Given Westminster proposes version 1 of the specification for "Shared desktop"
      When Kensington & Chelsea proposes version 1 of the specification for "Shared desktop"
      Then the command is refused under "specification.not-current", because of the SpecificationProposed

  Rule: Nobody schedules or moves before the specification is agreed (specification.not-agreed)

    Scenario: Moving without a specification
      When Westminster moves to "Shared desktop"
      Then the command is refused under "specification.not-agreed"

    Scenario: Moving while an approval is missing
      Given Westminster proposes version 1 of the specification for "Shared desktop"
      And Westminster approves version 1 of the specification for "Shared desktop"
      When Westminster moves to "Shared desktop"
      Then the command is refused under "specification.not-agreed", because of the SpecificationProposed
      And an officer of Kensington & Chelsea can open the way, with "approve-specification"

    Scenario: Scheduling while a party objects
      Given Westminster proposes version 1 of the specification for "Shared desktop"
      And Westminster approves version 1 of the specification for "Shared desktop"
      And Kensington & Chelsea objects to version 1 of the specification for "Shared desktop"
      When Westminster schedules its cutover to "Shared desktop" for 1 September 2026
      Then the command is refused under "specification.not-agreed", because of the SpecificationProposed and the SpecificationObjected

    Scenario: A new version needs every approval anew
      Given Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
      And Westminster proposes version 2 of the specification for "Shared desktop" on 1 February 2026
      When Westminster schedules its cutover to "Shared desktop" for 1 September 2026
      Then the command is refused under "specification.not-agreed", because of the SpecificationProposed

    Scenario: Scheduling once it is agreed
      Given Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
      When Westminster schedules its cutover to "Shared desktop" for 1 September 2026
      Then it is recorded as CutoverScheduled

    Scenario: An agreement cannot have been reached while a party was missing from it
      Given Westminster proposes version 1 of the specification for "Shared desktop"
      And Westminster approves version 1 of the specification for "Shared desktop" on 1 February 2026
      And Kensington & Chelsea approves version 1 of the specification for "Shared desktop" on 1 March 2026
      When Westminster objects to version 1 of the specification for "Shared desktop" on 15 February 2026
      Then the command is refused under "history.contradicts-later", because of the SpecificationAgreed
