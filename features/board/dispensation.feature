Feature: Dispensations
  All boroughs together may waive one gate, for one subject, for a time. Nothing else opens with it.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026
    And the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
    And Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
    And the board proposes the migration "Shared servers" of "Data centre" for Westminster and Kensington & Chelsea
    And Westminster and Kensington & Chelsea agree the specification for "Shared servers"
    And Westminster holds the contract "Desktop and servers" for "Desktop" and "Data centre"
    And Kensington & Chelsea holds the contract "Royal desktops" for "Desktop"

  Scenario: The board grants it, until a date
    When the board grants the dispensation "Summer move" from "contracts.not-concluded" for the migration "Shared desktop" until 30 June 2026
    Then it is recorded as DispensationGranted

  Scenario: It opens the gate
    Given the board grants the dispensation "Summer move" from "contracts.not-concluded" for the migration "Shared desktop" until 30 June 2026
    When Westminster moves to "Shared desktop" on 1 June 2026
    Then it is recorded as BoroughMoved

  Scenario: For one subject, not for another
    Given the board grants the dispensation "Summer move" from "contracts.not-concluded" for the migration "Shared desktop" until 30 June 2026
    When Westminster moves to "Shared servers" on 1 June 2026
    Then the command is refused under "contracts.not-concluded", because of the ContractRegistered of "Desktop and servers"

  Scenario: For one borough, where it says so
    Given the board grants the dispensation "Summer move" from "contracts.not-concluded" for the migration "Shared desktop" and Westminster until 30 June 2026
    When Kensington & Chelsea moves to "Shared desktop" on 1 June 2026
    Then the command is refused under "contracts.not-concluded", because of the ContractRegistered of "Royal desktops"

  Scenario: For every party, where it names none
    Given the board grants the dispensation "Summer move" from "contracts.not-concluded" for the migration "Shared desktop" until 30 June 2026
    When Kensington & Chelsea moves to "Shared desktop" on 1 June 2026
    Then it is recorded

  Scenario: One gate, not the next
    Given the board grants the dispensation "Summer move" from "contracts.not-concluded" for the migration "Shared desktop" until 30 June 2026
    When Westminster schedules its cutover to "Shared desktop" for 2 January 2026 on 1 January 2026
    Then the command is refused under "cutover.before-release", because of the ContractRegistered of "Desktop and servers"

  Scenario Outline: From 1 May to 30 June 2026, both days included: a move on <date>
    Given the board grants the dispensation "Summer move" from "contracts.not-concluded" for the migration "Shared desktop" until 30 June 2026 on 1 May 2026
    When Westminster moves to "Shared desktop" on <date>
    Then <outcome>

    Examples:
      | date          | outcome                                                |
      | 30 April 2026 | the command is refused under "contracts.not-concluded" |
      | 1 May 2026    | it is recorded                                         |
      | 30 June 2026  | it is recorded                                         |
      | 1 July 2026   | the command is refused under "contracts.not-concluded" |

  Scenario Outline: Revoked on 1 June 2026, it no longer counts from that day: a move on <date>
    Given the board grants the dispensation "Summer move" from "contracts.not-concluded" for the migration "Shared desktop" until 30 June 2026 on 1 May 2026
    And the board revokes the dispensation "Summer move" on 1 June 2026
    When Westminster moves to "Shared desktop" on <date>
    Then <outcome>

    Examples:
      | date         | outcome                                                |
      | 31 May 2026  | it is recorded                                         |
      | 1 June 2026  | the command is refused under "contracts.not-concluded" |
      | 15 June 2026 | the command is refused under "contracts.not-concluded" |

  Scenario: It cannot be revoked from under a move that was made by it
    Given the board grants the dispensation "Summer move" from "contracts.not-concluded" for the migration "Shared desktop" until 30 June 2026
    And Westminster moves to "Shared desktop" on 1 June 2026
    When the board revokes the dispensation "Summer move" on 15 May 2026
    Then the command is refused under "history.contradicts-later", because of the BoroughMoved

  Scenario: It can be revoked after the move
    Given the board grants the dispensation "Summer move" from "contracts.not-concluded" for the migration "Shared desktop" until 30 June 2026
    And Westminster moves to "Shared desktop" on 1 June 2026
    When the board revokes the dispensation "Summer move" on 2 June 2026
    Then it is recorded as DispensationRevoked

  Scenario: What was never granted cannot be revoked
    When the board revokes the dispensation "Summer move"
    Then the command is refused under "unknown.subject"

  Scenario Outline: Rules of identity and authority cannot be waived: <rule>
    When the board grants the dispensation "Free for all" from <rule> for the migration "Shared desktop" until 30 June 2026
    Then the command is sent back, because <why>

    Examples:
      | rule                             | why                                                                                             |
      | "authority.not-yours"            | "authority.not-yours is not the code of a gate: a rule that a dispensation can open"            |
      | "authority.board-only"           | "authority.board-only is not the code of a gate: a rule that a dispensation can open"           |
      | "unknown.subject"                | "unknown.subject is not the code of a gate: a rule that a dispensation can open"                |
      | "already.exists"                 | "already.exists is not the code of a gate: a rule that a dispensation can open"                 |
      | "borough.unknown"                | "borough.unknown is not the code of a gate: a rule that a dispensation can open"                |
      | "borough.already-joined"         | "borough.already-joined is not the code of a gate: a rule that a dispensation can open"         |
      | "rectification.unknown-decision" | "rectification.unknown-decision is not the code of a gate: a rule that a dispensation can open" |
      | "history.contradicts-later"      | "history.contradicts-later is not the code of a gate: a rule that a dispensation can open"      |

  Scenario: A dispensation that expires before it counts is none
    When the board grants the dispensation "Summer move" from "contracts.not-concluded" for the migration "Shared desktop" until 30 April 2026 on 1 May 2026
    Then the command is sent back, because "a dispensation that counts from 1 May 2026 cannot expire before"
