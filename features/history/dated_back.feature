Feature: A decision entered late, for a date before others
  The programme's paper history is loaded years after. Whatever order it comes in, no decision on the record may be one that would
  have been refused: so each late entry is tried against all that was decided for after its date.

  Background: One desktop, from proposal to separation
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026
    And the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea, needing a framework, with a quality floor of 50 on 1 February 2026
    And Kensington & Chelsea holds the contract "Royal desktops" for "Desktop" from 1 January 2026 to 31 December 2026 with 60 days of notice, with options of 12 months on 1 February 2026
    And Westminster and Kensington & Chelsea agree the specification for "Shared desktop" on 1 March 2026
    And the board awards the framework "Three environments" for "Desktop", open to Westminster and Kensington & Chelsea, up to £1,000,000 on 1 March 2026
    And Westminster calls off "Desktop" from "Three environments" for "Shared desktop" at £500,000 on 1 April 2026
    And Kensington & Chelsea extends "Royal desktops" by 12 months on 1 April 2026
    And Kensington & Chelsea calls off "Desktop" from "Three environments" for "Shared desktop" at £400,000 on 2 April 2026
    And Westminster moves to "Shared desktop" on 1 May 2026
    And Kensington & Chelsea concludes "Royal desktops" by mutual agreement on 31 May 2026
    And Kensington & Chelsea moves to "Shared desktop" on 1 June 2026
    And Westminster measures the quality of "Shared desktop" at 80 on 15 June 2026
    And the board merges "Shared desktop" on 1 July 2026
    And Westminster claims a saving of £100,000 for 2026 from "Shared desktop" on 1 August 2026
    And Kensington & Chelsea accepts Westminster's claim for 2026 from "Shared desktop" on 1 September 2026
    And Westminster gives notice to separate from "Shared desktop" on 1 December 2026 on 1 October 2026
    And Westminster separates from "Shared desktop" on 1 December 2026

  Rule: It is refused where it contradicts what was decided for later, and every such decision is named (history.contradicts-later)

    Scenario Outline: The board <decision>
      When the board <decision>
      Then the command is refused under "history.contradicts-later", because of <later>

      Examples:
        | decision                                                                                                        | later                                                                                           |
        | adopts the principle "Sovereignty" on 15 February 2026                                                          | the SpecificationApproved of Westminster and the SpecificationApproved of Kensington & Chelsea  |
        | sets the threshold for revenue contracts at £150,000, counting from 1 January 2026 on 15 February 2026          | the ContractExtended                                                                            |
        | proposes the migration "Rival desktop" of "Desktop" for Westminster and Hammersmith & Fulham on 15 January 2026 | the MigrationProposed                                                                           |
        | adds Hammersmith & Fulham to "Shared desktop" on 15 April 2026                                                  | the BoroughMoved of Westminster, the BoroughMoved of Kensington & Chelsea and the ServiceMerged |
        | ends the framework "Three environments" on 1 April 2026                                                         | the FrameworkAdopted of Kensington & Chelsea                                                    |
        | pauses "Shared desktop" on 30 April 2026                                                                        | the BoroughMoved of Westminster, the BoroughMoved of Kensington & Chelsea and the ServiceMerged |
        | pauses "Shared desktop" on 31 May 2026                                                                          | the BoroughMoved of Kensington & Chelsea and the ServiceMerged                                  |
        | abandons "Shared desktop" on 30 April 2026                                                                      | the BoroughMoved of Westminster, the BoroughMoved of Kensington & Chelsea and the ServiceMerged |
        | merges "Shared desktop" on 1 June 2026                                                                          | the ServiceMerged                                                                               |

    Scenario Outline: A borough <decision>
      When <decision>
      Then the command is refused under "history.contradicts-later", because of <later>

      Examples:
        | decision                                                                                                       | later                                                                        |
        | Kensington & Chelsea objects to version 1 of the specification for "Shared desktop" on 15 April 2026           | the BoroughMoved of Westminster and the BoroughMoved of Kensington & Chelsea |
        | Westminster proposes version 2 of the specification for "Shared desktop" on 15 April 2026                      | the BoroughMoved of Westminster and the BoroughMoved of Kensington & Chelsea |
        | Westminster calls off "Desktop" from "Three environments" for "Shared desktop" at £100,000.01 on 15 March 2026 | the FrameworkAdopted of Kensington & Chelsea                                 |
        | Kensington & Chelsea schedules its cutover to "Shared desktop" for 1 June 2026 on 31 March 2026                | the ContractExtended                                                         |
        | Kensington & Chelsea concludes "Royal desktops" by mutual agreement on 31 March 2026                           | the ContractExtended and the ContractConcluded                               |
        | Westminster registers the contract "Old desktops" for "Desktop" on 30 April 2026                               | the BoroughMoved of Westminster                                              |
        | Westminster moves to "Shared desktop" on 15 April 2026                                                         | the BoroughMoved of Westminster                                              |
        | Kensington & Chelsea measures the quality of "Shared desktop" at 40 on 30 June 2026                            | the ServiceMerged                                                            |
        | Westminster claims a further saving of £5,000 for 2026 from "Shared desktop" on 31 July 2026                   | the BenefitClaimed                                                           |
        | Kensington & Chelsea disputes Westminster's claim for 2026 from "Shared desktop" on 15 August 2026             | the BenefitAccepted                                                          |

  Rule: It is recorded where all that was decided for later still stands

    Scenario Outline: <decision>
      When <decision>
      Then it is recorded

      Examples:
        | decision                                                                                                                                         |
        | the board sets the threshold for revenue contracts at £10,000,000, counting from 1 January 2026 on 15 February 2026                              |
        | the board ends the framework "Three environments" on 2 April 2026                                                                                |
        | the board grants the dispensation "Spring" from "contracts.not-concluded" for the migration "Shared desktop" until 30 April 2026 on 1 April 2026 |
        | the board sets the lead times of the "Joint Cabinet" to 28 days of notice, 5 days for papers and 5 days of call-in on 15 January 2026            |
        | Kensington & Chelsea objects to version 1 of the specification for "Shared desktop" on 2 June 2026                                               |
        | Westminster calls off "Desktop" from "Three environments" for "Shared desktop" at £100,000 on 15 March 2026                                      |
        | Kensington & Chelsea schedules its cutover to "Shared desktop" for 1 June 2026 on 2 April 2026                                                   |
        | Kensington & Chelsea gives notice on "Royal desktops" for 31 July 2026 on 15 April 2026                                                          |
        | Hammersmith & Fulham registers the contract "Old desktops" for "Desktop" on 30 April 2026                                                        |
        | Westminster registers the contract "Old servers" for "Data centre" on 30 April 2026                                                              |
        | Kensington & Chelsea measures the quality of "Shared desktop" at 40 on 14 June 2026                                                              |
        | Kensington & Chelsea claims a saving of £5,000 for 2026 from "Shared desktop" on 31 July 2026                                                    |
        | Kensington & Chelsea gives notice to separate from "Shared desktop" on 1 November 2026 on 1 October 2026                                         |
        | Westminster declares that it runs "Windows 11" in "Desktop" on 1 February 2026                                                                   |
        | Westminster notes "It was raining" about the migration "Shared desktop" on 1 February 2026                                                       |
