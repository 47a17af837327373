Feature: The programme
  The joint board starts the programme, agrees common principles, and says which services may be merged.

  Scenario: Principles can be adopted again and again: each is a new version
    Given the board starts the programme "Shared services" on 1 January 2026
    And the board adopts the principles "Sovereignty" and "Residents first"
    When the board adopts the principles "Sovereignty", "Residents first" and "Open standards" on 1 February 2026
    Then it is recorded as PrinciplesAdopted

  Scenario: A threshold for consent can be set, and set anew
    Given the board starts the programme "Shared services" on 1 January 2026
    And the board sets the threshold for revenue contracts at £100,000, counting from 1 January 2026
    When the board sets the threshold for revenue contracts at £250,000, counting from 1 January 2026 on 1 July 2026
    Then it is recorded as ConsentThresholdSet

  Rule: Before the programme has started nothing can be decided (unknown.subject)

    Scenario: A borough cannot be admitted to nothing
      When the board admits Westminster on 1 January 2026
      Then the command is refused under "unknown.subject"
      And the board reads "The programme has not started."
      And the joint board can open the way, with "start-programme"

    Scenario Outline: Before the start the board can decide nothing: <decision>
      When the board <decision>
      Then the command is refused under "unknown.subject"

      Examples:
        | decision                                                                                                 |
        | adopts the principle "Sovereignty"                                                                       |
        | defines "Desktop" as an environment area                                                                 |
        | sets the threshold for revenue contracts at £100,000, counting from 1 January 2026                       |
        | consents to "Phones 2026" up to £100,000                                                                 |
        | plans the meeting "July cabinet" of the "Joint Cabinet" for 13 July 2026                                 |
        | sets the lead times of the "Joint Cabinet" to 28 days of notice, 5 days for papers and 5 days of call-in |

    Scenario: A borough alone cannot start it
      When the board starts the programme "Shared services", posted by an officer of Westminster
      Then the command is refused under "authority.board-only"

    Scenario: The programme starts
      When the board starts the programme "Shared services" on 1 January 2026
      Then it is recorded as ProgrammeStarted

    Scenario: Nothing can be decided for a date before the start
      Given the board starts the programme "Shared services" on 1 January 2026
      When the board admits Westminster on 31 December 2025
      Then the command is refused under "unknown.subject"

    Scenario: From its first day on, decisions can be taken
      Given the board starts the programme "Shared services" on 1 January 2026
      When the board admits Westminster on 1 January 2026
      Then it is recorded as BoroughJoined

  Rule: A ledger has one programme, and each thing is registered once (already.exists)

    Scenario: A second start
      Given the board starts the programme "Shared services" on 1 January 2026
      When the board starts the programme "Another one" on 2 January 2026
      Then the command is refused under "already.exists", because of the ProgrammeStarted

    Scenario: The same area twice
      Given the board starts the programme "Shared services" on 1 January 2026
      And the board defines "Desktop" as an environment area
      When the board defines "Desktop" as a back-office area
      Then the command is refused under "already.exists", because of the ServiceAreaDefined

    Scenario Outline: An area of any kind: <kind>
      Given the board starts the programme "Shared services" on 1 January 2026
      When the board defines <title> as <kind> area
      Then it is recorded as ServiceAreaDefined

      Examples:
        | title               | kind            |
        | "Data centre"       | an environment  |
        | "Adult social care" | a front-line    |
        | "Finance"           | a back-office   |
        | "IT organisation"   | an organisation |
