Feature: Every decision is about something that exists
  What a decision names was registered before, and what it registers is new.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026
    And the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
    And Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
    And Westminster holds the contract "Desktop support 2019" for "Data centre" on 1 February 2026

  Rule: What a decision names was registered before it (unknown.subject)

    Scenario Outline: Something never registered: Westminster <decision>
      When Westminster <decision>
      Then the command is refused under "unknown.subject"

      Examples:
        | decision                                                             |
        | gives notice on "Phones 2019" for 30 June 2026                       |
        | concludes "Phones 2019" by mutual agreement                          |
        | extends "Phones 2019" by 12 months                                   |
        | registers the contract "Phones 2019" for "Telephony"                 |
        | varies "Desktop support 2019" to cover "Telephony"                   |
        | moves to "Shared telephony"                                          |
        | declares a baseline of £100,000 for "Telephony" in 2025              |
        | calls off "Desktop" from "Nine environments" for "Shared desktop"    |
        | claims a saving of £100,000 for 2026 from "Shared telephony"         |
        | accepts Kensington & Chelsea's claim for 2026 from "Shared desktop"  |
        | disputes Kensington & Chelsea's claim for 2026 from "Shared desktop" |
        | novates "Phones 2019" to "Castle Computing"                          |
        | declares that it runs "Centrex" in "Telephony"                       |
        | schedules its cutover to "Shared telephony" for 1 September 2026     |
        | proposes version 1 of the specification for "Shared telephony"       |
        | approves version 1 of the specification for "Shared telephony"       |
        | objects to version 1 of the specification for "Shared telephony"     |
        | measures the quality of "Shared telephony" at 90                     |
        | gives notice to separate from "Shared telephony" on 1 April 2027     |
        | separates from "Shared telephony"                                    |

    Scenario Outline: Something never registered: the board <decision>
      When the board <decision>
      Then the command is refused under "unknown.subject"

      Examples:
        | decision                                                                                                                     |
        | proposes the migration "Shared telephony" of "Telephony" for Westminster and Kensington & Chelsea                            |
        | pauses "Shared telephony"                                                                                                    |
        | resumes "Shared telephony"                                                                                                   |
        | abandons "Shared telephony"                                                                                                  |
        | adds Hammersmith & Fulham to "Shared telephony"                                                                              |
        | moves the meeting "July cabinet" of the "Joint Cabinet" to 20 July 2026                                                      |
        | merges "Shared telephony"                                                                                                    |
        | awards the framework "Nine environments" for "Telephony", open to Westminster                                                |
        | ends the framework "Nine environments"                                                                                       |
        | cancels the meeting "July cabinet"                                                                                           |
        | grants the dispensation "Summer move" from "contracts.not-concluded" for the migration "Shared telephony" until 30 June 2026 |

    Scenario: A contract on the day before it was registered
      When Westminster gives notice on "Desktop support 2019" for 30 June 2026 on 31 January 2026
      Then the command is refused under "unknown.subject"

    Scenario: A contract on the day on which it was registered
      When Westminster gives notice on "Desktop support 2019" for 30 June 2026 on 1 February 2026
      Then it is recorded

    Scenario: The board may consent to a contract that is still to be registered
      When the board consents to "Phones 2026" up to £100,000
      Then it is recorded as ContractConsented

    Scenario: A new supplier or system needs no register of its own
      When Westminster registers the contract "Data lines" with "Someone New" for "Data centre"
      Then it is recorded

  Rule: What a decision registers is new (already.exists)

    Scenario: The same contract twice
      When Kensington & Chelsea registers the contract "Desktop support 2019" for "Desktop"
      Then the command is refused under "already.exists", because of the ContractRegistered

    Scenario: A contract entered for an earlier date than the one that has its name
      When Kensington & Chelsea registers the contract "Desktop support 2019" for "Desktop" on 15 January 2026
      Then the command is refused under "history.contradicts-later", because of the ContractRegistered

    Scenario: Another contract
      When Kensington & Chelsea registers the contract "Desktop support 2020" for "Desktop"
      Then it is recorded

    Scenario: The same migration, framework or dispensation twice
      Given the board abandons "Shared desktop"
      When the board proposes the migration "Shared desktop" of "Data centre" for Westminster and Kensington & Chelsea
      Then the command is refused under "already.exists", because of the MigrationProposed

    Scenario: The same framework twice
      Given the board awards the framework "Three environments" for "Desktop", open to Westminster
      When the board awards the framework "Three environments" for "Data centre", open to Westminster
      Then the command is refused under "already.exists", because of the FrameworkAwarded

    Scenario: The same dispensation twice
      Given the board grants the dispensation "Summer move" from "contracts.not-concluded" for the migration "Shared desktop" until 30 June 2026
      When the board grants the dispensation "Summer move" from "contracts.not-concluded" for the migration "Shared desktop" until 31 July 2026
      Then the command is refused under "already.exists", because of the DispensationGranted

    Scenario: What is missing is told alone, since the other rules would be judged on nothing
      When Hammersmith & Fulham registers the contract "Desktop support 2019" for "Telephony"
      Then the command is refused under "unknown.subject" and "already.exists"
