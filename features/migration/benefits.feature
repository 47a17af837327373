Feature: Savings that are claimed, accepted or disputed
  A saving is realised when every party has accepted it. Until then it stands as claimed or disputed; figures are never blended.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026
    And Westminster and Kensington & Chelsea share the merged service "Shared desktop" of "Desktop" since 1 February 2026

  Scenario: A party disputes the figure, and says what would be right
    Given Westminster claims a saving of £500,000 for 2026 from "Shared desktop"
    When Kensington & Chelsea disputes Westminster's claim for 2026 from "Shared desktop", holding £350,000 to be right
    Then it is recorded as BenefitDisputed

  Scenario: A claim is made once
    Given Westminster claims a saving of £500,000 for 2026 from "Shared desktop"
    When Westminster claims a saving of £600,000 for 2026 from "Shared desktop"
    Then the command is refused under "already.exists", because of the BenefitClaimed

  Rule: Who has not moved has saved nothing by it (parties.not-moved)

    Scenario: A claim before the move
      Given the board proposes the migration "Shared servers" of "Data centre" for Westminster and Kensington & Chelsea
      When Westminster claims a saving of £500,000 for 2026 from "Shared servers"
      Then the command is refused under "parties.not-moved", because of the MigrationProposed of "Shared servers"

    Scenario: A claim after the move
      When Westminster claims a saving of £500,000 for 2026 from "Shared desktop"
      Then it is recorded as BenefitClaimed

    Scenario: A borough that has separated may still claim for the years before
      Given Westminster gives notice to separate from "Shared desktop" on 1 April 2027
      And Westminster separates from "Shared desktop" on 1 April 2027
      When Westminster claims a saving of £500,000 for 2026 from "Shared desktop"
      Then it is recorded

  Rule: A saving counts once for a borough, an area and a year (benefit.counted-twice)

    Scenario: The same saving twice
      Given Westminster claims a saving of £500,000 for 2026 from "Shared desktop"
      When Westminster claims a further saving of £20,000 for 2026 from "Shared desktop"
      Then the command is refused under "benefit.counted-twice", because of the BenefitClaimed

    Scenario: The same saving from a second migration of the same area
      Given Westminster claims a saving of £500,000 for 2026 from "Shared desktop"
      And Westminster gives notice to separate from "Shared desktop" on 1 June 2026
      And Westminster separates from "Shared desktop" on 1 June 2026
      And the board proposes the migration "Desktop again" of "Desktop" for Westminster and Hammersmith & Fulham
      And Westminster and Hammersmith & Fulham agree the specification for "Desktop again"
      And Westminster moves to "Desktop again" on 1 July 2026
      When Westminster claims a saving of £20,000 for 2026 from "Desktop again"
      Then the command is refused under "benefit.counted-twice", because of the BenefitClaimed

    Scenario: Another year
      Given Westminster claims a saving of £500,000 for 2026 from "Shared desktop"
      When Westminster claims a saving of £520,000 for 2027 from "Shared desktop"
      Then it is recorded

    Scenario: Another borough
      Given Westminster claims a saving of £500,000 for 2026 from "Shared desktop"
      When Kensington & Chelsea claims a saving of £300,000 for 2026 from "Shared desktop"
      Then it is recorded

  Rule: Each other party answers a claim once (benefit.already-answered)

    Scenario: A party accepts
      Given Westminster claims a saving of £500,000 for 2026 from "Shared desktop"
      When Kensington & Chelsea accepts Westminster's claim for 2026 from "Shared desktop"
      Then it is recorded as BenefitAccepted

    Scenario: A party disputes what it accepted
      Given Westminster claims a saving of £500,000 for 2026 from "Shared desktop"
      And Kensington & Chelsea accepts Westminster's claim for 2026 from "Shared desktop"
      When Kensington & Chelsea disputes Westminster's claim for 2026 from "Shared desktop"
      Then the command is refused under "benefit.already-answered", because of the BenefitAccepted

    Scenario: A party accepts what it disputed
      Given Westminster claims a saving of £500,000 for 2026 from "Shared desktop"
      And Kensington & Chelsea disputes Westminster's claim for 2026 from "Shared desktop"
      When Kensington & Chelsea accepts Westminster's claim for 2026 from "Shared desktop"
      Then the command is refused under "benefit.already-answered", because of the BenefitDisputed

  Rule: Only another party of the migration answers (party.unknown)

    Scenario Outline: The claimant <answers> its own claim
      Given Westminster claims a saving of £500,000 for 2026 from "Shared desktop"
      When Westminster <answers> Westminster's claim for 2026 from "Shared desktop"
      Then the command is refused under "party.unknown", because of the BenefitClaimed

      Examples:
        | answers  |
        | accepts  |
        | disputes |

    Scenario Outline: A borough that takes no part <answers> a claim
      Given Westminster claims a saving of £500,000 for 2026 from "Shared desktop"
      When Hammersmith & Fulham <answers> Westminster's claim for 2026 from "Shared desktop"
      Then the command is refused under "party.unknown", because of the MigrationProposed

      Examples:
        | answers  |
        | accepts  |
        | disputes |

    Scenario: Another party answers
      Given Westminster claims a saving of £500,000 for 2026 from "Shared desktop"
      When Kensington & Chelsea accepts Westminster's claim for 2026 from "Shared desktop"
      Then it is recorded
