Feature: Correcting an earlier decision
  What was recorded wrongly is corrected by a decision of its own. The earlier one stays, and what was known before still shows.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026
    And Westminster holds the contract "Desktop support 2019" for "Desktop" from 1 April 2020 to 31 March 2027 with 90 days of notice

  Scenario: The end of a contract is corrected
    When Westminster corrects the ContractRegistered of "Desktop support 2019": it ends on 30 June 2026
    Then it is recorded as DecisionRectified

  Scenario: After the correction the corrected facts count
    Given Westminster corrects the ContractRegistered of "Desktop support 2019": it ends on 30 June 2026
    When Westminster concludes "Desktop support 2019" by expiry on 30 June 2026
    Then it is recorded

  Scenario: A date is corrected, and what was known before still shows
    Given Westminster concludes the contract by mutual agreement on 1 May 2026
    When Westminster corrects the ContractConcluded of "Desktop support 2019": it counted from 1 June 2026
    Then it is recorded
    And as of 15 May 2026, the contract "Desktop support 2019" is open
    And as of 15 May 2026, as known before the DecisionRectified, the contract "Desktop support 2019" is concluded

  Scenario: The newest correction counts
    Given Westminster corrects the ContractRegistered of "Desktop support 2019": it ends on 30 June 2026
    And Westminster corrects the ContractRegistered of "Desktop support 2019": it ends on 31 July 2026
    When Westminster concludes "Desktop support 2019" by expiry on 30 June 2026
    Then the command is refused under "contract.not-ended"
    And the way opens by itself on 31 July 2026

  Scenario: A correction can itself be corrected
    Given Westminster corrects the ContractRegistered of "Desktop support 2019": it ends on 30 June 2026
    And Westminster corrects the DecisionRectified of "Desktop support 2019": it ends on 31 May 2026
    When Westminster concludes "Desktop support 2019" by expiry on 31 May 2026
    Then it is recorded

  Scenario: A correction is about the same things as the decision
    When Westminster corrects the ContractRegistered of "Desktop support 2019": it covers "Data centre"
    Then the command is sent back, because "a correction names the same objects as decision 12"

  Scenario: The corrected facts make sense by themselves
    When Westminster corrects the ContractRegistered of "Desktop support 2019": it ends on 31 March 2019
    Then the command is sent back, because "the contract cannot end before it starts, on 2020-04-01"

  Scenario: Another borough's officer cannot correct it
    When Kensington & Chelsea corrects the ContractRegistered of "Desktop support 2019": it ends on 30 June 2026
    Then the command is refused under "authority.not-yours"

  Rule: A correction names a decision that was taken (rectification.unknown-decision)

    Scenario: A decision that nobody took
      When the board corrects decision 99, which nobody took
      Then the command is refused under "rectification.unknown-decision"
      And the board reads "No decision stands at that position, so there is nothing to correct."

    Scenario: A decision of the board
      Given the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
      When the board corrects the MigrationProposed: it counted from 2 January 2026
      Then it is recorded

  Rule: The corrected decision is one that would have been taken (rectification.breaks-rule)

    Scenario: A notice corrected to one that is too short
      Given Westminster gives notice on the contract for 30 June 2026 on 1 March 2026
      When Westminster corrects the NoticeGiven of "Desktop support 2019": it ends on 1 April 2026
      Then the command is refused under "rectification.breaks-rule", because of the ContractRegistered

    Scenario: A notice corrected to one that is long enough
      Given Westminster gives notice on the contract for 30 June 2026 on 1 March 2026
      When Westminster corrects the NoticeGiven of "Desktop support 2019": it ends on 31 May 2026
      Then it is recorded

    Scenario: A conclusion corrected to a date before the end
      Given Westminster concludes the contract by expiry on 31 March 2027
      When Westminster corrects the ContractConcluded of "Desktop support 2019": it counted from 30 March 2027
      Then the command is refused under "rectification.breaks-rule", because of the ContractRegistered

    Scenario: What was wrong but really happened, the board may correct as irregular
      Given Westminster gives notice on the contract for 30 June 2026 on 1 March 2026
      When the board corrects the NoticeGiven of "Desktop support 2019": it ends on 1 April 2026, as irregular because "The letter says 1 April"
      Then it is recorded as irregular, having broken "rectification.breaks-rule", because of the ContractRegistered
      And it upsets the NoticeGiven, under "contract.notice-too-short"

  Rule: A correction leaves every later decision as legal as it was (history.contradicts-later)

    Scenario: The end corrected from under a conclusion
      Given Westminster concludes the contract by expiry on 31 March 2027
      When Westminster corrects the ContractRegistered of "Desktop support 2019": it ends on 30 April 2027
      Then the command is refused under "history.contradicts-later", because of the ContractConcluded

    Scenario: An end that the conclusion allows
      Given Westminster concludes the contract by expiry on 31 March 2027
      When Westminster corrects the ContractRegistered of "Desktop support 2019": it ends on 31 December 2026
      Then it is recorded

    Scenario: A conclusion corrected to a date after the move that it made possible
      Given the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
      And Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
      And Westminster concludes the contract by mutual agreement on 1 May 2026
      And Westminster moves to "Shared desktop" on 1 June 2026
      When Westminster corrects the ContractConcluded of "Desktop support 2019": it counted from 2 June 2026
      Then the command is refused under "history.contradicts-later", because of the BoroughMoved
