Feature: A framework contract, adopted by each borough as and when it can
  The boroughs go to market together. Each then adopts a lot of the framework, by a call-off, when its own contracts allow.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026
    And the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea, needing a framework

  Scenario: The board awards a framework
    When the board awards the framework "Three environments" for "Desktop", "Data centre" and "Support desk", open to Westminster and Kensington & Chelsea
    Then it is recorded as FrameworkAwarded
    And as of 1 January 2026, the framework "Three environments" is open

  Scenario: A framework that ends before it starts is none
    When the board awards the framework "Three environments" for "Desktop", open to Westminster, from 1 January 2026 to 31 December 2025
    Then the command is sent back, because "the framework cannot end before it starts, on 2026-01-01"

  Scenario: A borough that is no party does not call off for the migration
    Given Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
    And the board awards the framework "Three environments" for "Desktop", open to Hammersmith & Fulham
    When Hammersmith & Fulham calls off "Desktop" from "Three environments" for "Shared desktop"
    Then the command is refused under "party.unknown", because of the MigrationProposed

  Scenario: A lot that the framework does not have
    Given Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
    And the board awards the framework "Three environments" for "Desktop", open to Westminster
    When Westminster calls off "Printers" from "Three environments" for "Shared desktop"
    Then the command is refused under "unknown.subject", because of the FrameworkAwarded

  Scenario: The board ends a framework before its date
    Given the board awards the framework "Three environments" for "Desktop", open to Westminster and Kensington & Chelsea
    When the board ends the framework "Three environments" on 1 July 2026
    Then it is recorded as FrameworkEnded

  Rule: A call-off is made while the framework runs (framework.expired)

    Scenario Outline: A framework from 1 March 2026 to 28 February 2030, called off on <date>
      Given Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
      And the board awards the framework "Three environments" for "Desktop", open to Westminster, from 1 March 2026 to 28 February 2030
      When Westminster calls off "Desktop" from "Three environments" for "Shared desktop" on <date>
      Then <outcome>

      Examples:
        | date             | outcome                                                                           |
        | 28 February 2026 | the command is refused under "framework.expired", because of the FrameworkAwarded |
        | 1 March 2026     | it is recorded as FrameworkAdopted                                                |
        | 28 February 2030 | it is recorded as FrameworkAdopted                                                |
        | 1 March 2030     | the command is refused under "framework.expired", because of the FrameworkAwarded |

    Scenario: A framework that was ended before its date
      Given Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
      And the board awards the framework "Three environments" for "Desktop", open to Westminster and Kensington & Chelsea
      And Westminster calls off "Desktop" from "Three environments" for "Shared desktop" on 1 June 2026
      And the board ends the framework "Three environments" on 1 July 2026
      When Kensington & Chelsea calls off "Desktop" from "Three environments" for "Shared desktop" on 2 July 2026
      Then the command is refused under "framework.expired", because of the FrameworkAwarded and the FrameworkEnded
      And as of 30 June 2026, the framework "Three environments" is open
      And as of 1 July 2026, the framework "Three environments" is ended

    Scenario: A call-off made before the framework was ended stays
      Given Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
      And the board awards the framework "Three environments" for "Desktop", open to Westminster
      And Westminster calls off "Desktop" from "Three environments" for "Shared desktop" on 1 June 2026
      And the board ends the framework "Three environments" on 1 July 2026
      When Westminster moves to "Shared desktop" on 1 August 2026
      Then it is recorded

  Rule: A framework is open to named boroughs, and each lot is for one area (framework.not-open)

    Scenario: A borough that the framework is not open to
      Given Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
      And the board awards the framework "Three environments" for "Desktop", open to Westminster
      When Kensington & Chelsea calls off "Desktop" from "Three environments" for "Shared desktop"
      Then the command is refused under "framework.not-open", because of the FrameworkAwarded

    Scenario: A lot for another area
      Given Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
      And the board awards the framework "Three environments" for "Desktop" and "Data centre", open to Westminster
      When Westminster calls off "Data centre" from "Three environments" for "Shared desktop"
      Then the command is refused under "framework.not-open", because of the FrameworkAwarded and the MigrationProposed

    Scenario: A borough and a lot that it is open to
      Given Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
      And the board awards the framework "Three environments" for "Desktop" and "Data centre", open to Westminster
      When Westminster calls off "Desktop" from "Three environments" for "Shared desktop"
      Then it is recorded as FrameworkAdopted

  Rule: A call-off follows the agreed specification (framework.specification-not-agreed)

    Scenario: Before the specification is agreed
      Given the board awards the framework "Three environments" for "Desktop", open to Westminster
      And Westminster proposes version 1 of the specification for "Shared desktop"
      When Westminster calls off "Desktop" from "Three environments" for "Shared desktop"
      Then the command is refused under "framework.specification-not-agreed", because of the SpecificationProposed
      And an officer of Kensington & Chelsea can open the way, with "approve-specification"

    Scenario: Once the specification is agreed
      Given the board awards the framework "Three environments" for "Desktop", open to Westminster
      And Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
      When Westminster calls off "Desktop" from "Three environments" for "Shared desktop"
      Then it is recorded

  Rule: All call-offs together stay within the ceiling (framework.ceiling-exceeded)

    Background:
      Given Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
      And the board awards the framework "Three environments" for "Desktop", open to Westminster and Kensington & Chelsea, up to £1,000,000
      And Westminster calls off "Desktop" from "Three environments" for "Shared desktop" at £600,000.01

    Scenario: One penny too much
      When Kensington & Chelsea calls off "Desktop" from "Three environments" for "Shared desktop" at £400,000
      Then the command is refused under "framework.ceiling-exceeded", because of the FrameworkAwarded and the FrameworkAdopted
      And the board reads "Three environments has a ceiling of £1,000,000.00, £600,000.01 of it called off: £400,000.00 more is too much."

    Scenario: Exactly the ceiling
      When Kensington & Chelsea calls off "Desktop" from "Three environments" for "Shared desktop" at £399,999.99
      Then it is recorded
