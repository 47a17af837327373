Feature: Who may decide what
  A borough's decision is its own: no other borough takes it. A joint decision is the board's: no borough takes it alone.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026
    And the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
    And Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
    And Westminster holds the contract "Desktop support 2019" for "Data centre"
    And Westminster declares that it runs "Windows 10" in "Desktop"
    And the board awards the framework "Three environments" for "Desktop", open to Westminster
    And the board adopts the principle "Sovereignty"
    And the board plans the meeting "June cabinet" of the "Joint Cabinet" for 15 June 2026
    And the board grants the dispensation "Spring move" from "contracts.not-concluded" for the migration "Shared desktop" until 31 May 2026
    And Kensington & Chelsea moves to "Shared desktop"
    And Kensington & Chelsea claims a saving of £100,000 for 2026 from "Shared desktop"

  Rule: A borough's decision is posted by its own officer (authority.not-yours)

    Scenario Outline: Posted by <poster>: <decision>
      When Westminster <decision>, posted by <poster>
      Then the command is refused under "authority.not-yours"

      Examples:
        | decision                                                             | poster                                |
        | moves to "Shared desktop"                                            | an officer of Kensington & Chelsea    |
        | moves to "Shared desktop"                                            | the board                             |
        | moves to "Shared desktop"                                            | an auditor                            |
        | moves to "Shared desktop"                                            | an integrator of Kensington & Chelsea |
        | retires "Windows 10" in "Desktop"                                    | an auditor of Westminster             |
        | concludes "Desktop support 2019" by mutual agreement                 | an officer of Hammersmith & Fulham    |
        | registers the contract "For somebody else"                           | an officer of Hammersmith & Fulham    |
        | declares that it runs "Windows 11" in "Desktop"                      | the board                             |
        | gives notice to leave the programme on 1 April 2027                  | the board                             |
        | measures the quality of "Shared desktop" at 90                       | an officer of Hammersmith & Fulham    |
        | proposes version 2 of the specification for "Shared desktop"         | an officer of Hammersmith & Fulham    |
        | notes "Hear, hear" about the migration "Shared desktop"              | an officer of Camden                  |
        | declares a baseline of £4,800,000 for "Desktop" in 2025              | an officer of Kensington & Chelsea    |
        | endorses the principles                                              | an officer of Kensington & Chelsea    |
        | withdraws from the programme                                         | an officer of Kensington & Chelsea    |
        | extends "Desktop support 2019" by 12 months                          | an officer of Kensington & Chelsea    |
        | varies "Desktop support 2019" to be worth £90,000 a year             | an officer of Kensington & Chelsea    |
        | gives notice on "Desktop support 2019" for 31 December 2026          | an officer of Kensington & Chelsea    |
        | novates "Desktop support 2019" to "Castle Computing"                 | an officer of Kensington & Chelsea    |
        | calls off "Desktop" from "Three environments" for "Shared desktop"   | an officer of Kensington & Chelsea    |
        | schedules its cutover to "Shared desktop" for 1 September 2026       | an officer of Kensington & Chelsea    |
        | approves version 2 of the specification for "Shared desktop"         | an officer of Kensington & Chelsea    |
        | objects to version 1 of the specification for "Shared desktop"       | an officer of Kensington & Chelsea    |
        | claims a saving of £500,000 for 2026 from "Shared desktop"           | an officer of Kensington & Chelsea    |
        | accepts Kensington & Chelsea's claim for 2026 from "Shared desktop"  | an officer of Kensington & Chelsea    |
        | disputes Kensington & Chelsea's claim for 2026 from "Shared desktop" | an officer of Kensington & Chelsea    |
        | gives notice to separate from "Shared desktop" on 1 April 2027       | an officer of Kensington & Chelsea    |
        | separates from "Shared desktop"                                      | an officer of Kensington & Chelsea    |

    Scenario Outline: Posted by <poster> for itself: <decision>
      When Westminster <decision>, posted by <poster>
      Then it is recorded

      Examples:
        | decision                                                | poster                             |
        | moves to "Shared desktop"                               | an officer of Westminster          |
        | moves to "Shared desktop"                               | an integrator of Westminster       |
        | moves to "Shared desktop"                               | an operator for Westminster        |
        | measures the quality of "Shared desktop" at 90          | an officer of Kensington & Chelsea |
        | notes "Hear, hear" about the migration "Shared desktop" | an officer of Hammersmith & Fulham |
        | notes "Hear, hear" about the migration "Shared desktop" | the board                          |

    Scenario: An officer of any holder acts for a contract of several boroughs
      Given Westminster and Kensington & Chelsea hold the contract "Joint servers" for "Data centre"
      When Westminster concludes the contract by mutual agreement, posted by an officer of Kensington & Chelsea
      Then it is recorded

    Scenario: The officer of a borough that became a holder later
      Given Westminster varies "Desktop support 2019" to be held by Westminster and Hammersmith & Fulham
      When Hammersmith & Fulham concludes "Desktop support 2019" by mutual agreement
      Then it is recorded

  Rule: A joint decision is the board's (authority.board-only)

    Scenario Outline: Posted by a borough's officer alone: <decision>
      When the board <decision>, posted by an officer of Westminster
      Then the command is refused under "authority.board-only"

      Examples:
        | decision                                                                                                                   |
        | adopts the principle "Open standards"                                                                                      |
        | defines "Printing" as an environment area                                                                                  |
        | sets the threshold for revenue contracts at £100,000, counting from 1 January 2026                                         |
        | admits Camden                                                                                                              |
        | consents to "Desktop support 2019" up to £100,000                                                                          |
        | awards the framework "Nine environments" for "Desktop", open to Westminster                                                |
        | proposes the migration "Shared libraries" of "Libraries" for Westminster and Kensington & Chelsea                          |
        | adds Hammersmith & Fulham to "Shared desktop"                                                                              |
        | ends the framework "Three environments"                                                                                    |
        | resumes "Shared desktop"                                                                                                   |
        | merges "Shared desktop"                                                                                                    |
        | moves the meeting "June cabinet" of the "Joint Cabinet" to 22 June 2026                                                    |
        | cancels the meeting "June cabinet"                                                                                         |
        | revokes the dispensation "Spring move"                                                                                     |
        | pauses "Shared desktop"                                                                                                    |
        | abandons "Shared desktop"                                                                                                  |
        | plans the meeting "July cabinet" of the "Joint Cabinet" for 13 July 2026                                                   |
        | sets the lead times of the "Joint Cabinet" to 28 days of notice, 5 days for papers and 5 days of call-in                   |
        | grants the dispensation "Summer move" from "contracts.not-concluded" for the migration "Shared desktop" until 30 June 2026 |

    Scenario Outline: Posted by the board, or by an operator for it: <decision>
      When the board <decision>, posted by <poster>
      Then it is recorded

      Examples:
        | decision                                          | poster                    |
        | admits Camden                                     | the board                 |
        | admits Camden                                     | an operator for the board |
        | pauses "Shared desktop"                           | an operator for the board |
        | consents to "Desktop support 2019" up to £100,000 | the board                 |

    Scenario: Rules of authority are told alone, since the rest would be judged on nothing
      When the board merges "Shared desktop", posted by an officer of Westminster
      Then the command is refused under "authority.board-only"
