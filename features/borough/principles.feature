Feature: Specifications on common principles
  The boroughs agree each specification case by case, but on principles that all have endorsed.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026
    And the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
    And Westminster proposes version 1 of the specification for "Shared desktop"

  Scenario: Principles that nobody adopted cannot be endorsed
    When Westminster endorses the principles
    Then the command is refused under "unknown.subject"
    And the board reads "The programme has adopted no principles yet."
    And the joint board can open the way, with "adopt-principles"

  Scenario: The same version is endorsed once
    Given the board adopts the principle "Sovereignty"
    And Westminster endorses the principles
    When Westminster endorses the principles
    Then the command is refused under "already.exists", because of the PrinciplesEndorsed

  Scenario: Each version is endorsed by itself
    Given the board adopts the principle "Sovereignty"
    And Westminster endorses the principles
    And the board adopts the principles "Sovereignty" and "Open standards" on 1 March 2026
    When Westminster endorses the principles on 2 March 2026
    Then it is recorded as PrinciplesEndorsed

  Rule: A borough endorses the principles in force before it approves a specification (principles.not-endorsed)

    Scenario: Approval before endorsement
      Given the board adopts the principles "Sovereignty" and "Residents first"
      When Westminster approves version 1 of the specification for "Shared desktop"
      Then the command is refused under "principles.not-endorsed", because of the PrinciplesAdopted
      And an officer of Westminster can open the way, with "endorse-principles"

    Scenario: Approval after endorsement
      Given the board adopts the principles "Sovereignty" and "Residents first"
      And Westminster endorses the principles
      When Westminster approves version 1 of the specification for "Shared desktop"
      Then it is recorded

    Scenario: New principles need a new endorsement
      Given the board adopts the principle "Sovereignty"
      And Westminster endorses the principles
      And the board adopts the principles "Sovereignty" and "Open standards" on 1 March 2026
      When Westminster approves version 1 of the specification for "Shared desktop" on 2 March 2026
      Then the command is refused under "principles.not-endorsed", because of the PrinciplesAdopted

    Scenario: Without principles there is nothing to endorse
      When Westminster approves version 1 of the specification for "Shared desktop"
      Then it is recorded
