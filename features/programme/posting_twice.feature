Feature: Posting the same command twice
  Whoever does not know whether a command arrived may post it again, under the same key. It is recorded once.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026
    And Westminster holds the contract "Desktop support 2019" with 90 days of notice

  Scenario: The same command again
    When Westminster gives notice on the contract for 30 June 2026
    And the same command is posted again, under the same key
    Then the receipt of the first time comes back

  Scenario: A command that completed an agreement
    Given the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
    And Westminster proposes version 1 of the specification for "Shared desktop"
    And Westminster approves version 1 of the specification for "Shared desktop"
    When Kensington & Chelsea approves version 1 of the specification for "Shared desktop"
    And the same command is posted again, under the same key
    Then the receipt of the first time comes back

  Scenario: Even when it could not be taken any more
    When Westminster concludes the contract by mutual agreement on 1 June 2026
    And the same command is posted again, under the same key
    Then the receipt of the first time comes back

  Scenario: Another command under the same key
    When Westminster gives notice on the contract for 30 June 2026
    And the next command comes under the same key
    And Westminster gives notice on the contract for 31 July 2026
    Then the command is sent back, because its key was used for another

  Scenario: Keys belong to whoever posts: another may use the same
    When Westminster gives notice on the contract for 30 June 2026
    And the next command comes under the same key
    And Kensington & Chelsea registers the contract "Royal desktops"
    Then it is recorded

  Scenario: A refused command uses no key up
    When Westminster gives notice on the contract for 1 February 2026
    Then the command is refused under "contract.notice-too-short"
    When the next command comes under the same key
    And Westminster gives notice on the contract for 30 June 2026
    Then it is recorded
