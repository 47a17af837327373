Feature: Consent to larger contracts while the boroughs merge
  While councils merge, none of them may bind the others to a large contract alone: above a threshold the joint board consents.
  What counts is the whole life of the contract, with the borough's other contracts of that kind since a stated date, for the
  same area or with the same supplier. (Local Government and Public Involvement in Health Act 2007, sections 24 and 27.)

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026

  Rule: A contract over the threshold needs the board's consent (contract.consent-required)

    Scenario: No threshold, no consent
      When Westminster registers the contract "Great works" from 1 April 2026 to 31 March 2036, worth £9,000,000 a year
      Then it is recorded

    Scenario: A contract over the threshold
      Given the board sets the threshold for revenue contracts at £100,000, counting from 1 January 2026
      When Westminster registers the contract "Desktop support 2026" from 1 April 2026 to 31 March 2030, worth £100,000 a year
      Then the command is refused under "contract.consent-required", because of the ConsentThresholdSet
      And the joint board can open the way, with "consent-to-contract"
      And the board reads "Desktop support 2026 is worth £400,000.00 over its whole life and comes to £400,000.00 with those that count with it since 1 January 2026; above £100,000.00 the board must consent, and has consented to £0.00 so far."

    Scenario: With the board's consent
      Given the board sets the threshold for revenue contracts at £100,000, counting from 1 January 2026
      And the board consents to "Desktop support 2026" up to £400,000
      When Westminster registers the contract "Desktop support 2026" from 1 April 2026 to 31 March 2030, worth £100,000 a year
      Then it is recorded

    Scenario: Consents add up
      Given the board sets the threshold for revenue contracts at £100,000, counting from 1 January 2026
      And the board consents to "Desktop support 2026" up to £250,000
      And the board consents to "Desktop support 2026" up to £150,000
      When Westminster registers the contract "Desktop support 2026" from 1 April 2026 to 31 March 2030, worth £100,000 a year
      Then it is recorded

    Scenario: A consent that does not cover the whole life
      Given the board sets the threshold for revenue contracts at £100,000, counting from 1 January 2026
      And the board consents to "Desktop support 2026" up to £399,999.99
      When Westminster registers the contract "Desktop support 2026" from 1 April 2026 to 31 March 2030, worth £100,000 a year
      Then the command is refused under "contract.consent-required", because of the ConsentThresholdSet and the ContractConsented

    Scenario Outline: <annual> a year from <starts> to <ends> is worth <value>
      Given the board sets the threshold for revenue contracts at <threshold>, counting from 1 January 2026
      When Westminster registers the contract "Desktop support 2026" from <starts> to <ends>, worth <annual> a year
      Then <outcome>

      Examples: Both days included; a year has 365.25 days
        | annual   | starts       | ends          | value       | threshold   | outcome                                                  |
        | £100,000 | 1 April 2026 | 31 March 2030 | £400,000.00 | £400,000.00 | it is recorded                                           |
        | £100,000 | 1 April 2026 | 31 March 2030 | £400,000.00 | £399,999.99 | the command is refused under "contract.consent-required" |
        | £100,000 | 1 April 2026 | 31 March 2027 | £99,931.55  | £99,931.55  | it is recorded                                           |
        | £100,000 | 1 April 2026 | 31 March 2027 | £99,931.55  | £99,931.54  | the command is refused under "contract.consent-required" |
        | £365.25  | 1 April 2026 | 1 April 2026  | £1.00       | £1.00       | it is recorded                                           |
        | £365.25  | 1 April 2026 | 2 April 2026  | £2.00       | £1.99       | the command is refused under "contract.consent-required" |

    Scenario Outline: What counts with a new contract: <what>
      Given Westminster and Kensington & Chelsea hold the contract "Servers 2026" with "Meridian" for "Data centre" from 1 February 2026 to 31 January 2030, worth £100,000 a year
      And the board sets the threshold for revenue contracts at £500,000, counting from <since>
      When <borough> registers the contract "Second contract" with <supplier> for <area> from 1 April 2026 to 31 March 2030, worth £100,000 a year<kind>
      Then <outcome>

      Examples:
        | what                           | since           | borough              | supplier   | area          | kind                  | outcome                                                                                                                 |
        | same supplier                  | 1 January 2026  | Westminster          | "Meridian" | "Desktop"     |                       | the command is refused under "contract.consent-required", because of the ContractRegistered and the ConsentThresholdSet |
        | same area                      | 1 January 2026  | Kensington & Chelsea | "Castle"   | "Data centre" |                       | the command is refused under "contract.consent-required", because of the ContractRegistered and the ConsentThresholdSet |
        | neither supplier nor area      | 1 January 2026  | Westminster          | "Castle"   | "Desktop"     |                       | it is recorded                                                                                                          |
        | another borough's contract     | 1 January 2026  | Hammersmith & Fulham | "Meridian" | "Data centre" |                       | it is recorded                                                                                                          |
        | a contract of another kind     | 1 January 2026  | Westminster          | "Meridian" | "Data centre" | , of capital spending | it is recorded                                                                                                          |
        | on the date it counts from     | 1 February 2026 | Westminster          | "Meridian" | "Desktop"     |                       | the command is refused under "contract.consent-required", because of the ContractRegistered and the ConsentThresholdSet |
        | before the date it counts from | 2 February 2026 | Westminster          | "Meridian" | "Desktop"     |                       | it is recorded                                                                                                          |

    Scenario: Each kind of spending has its own threshold
      Given the board sets the threshold for capital contracts at £100,000, counting from 1 January 2026
      When Westminster registers the contract "Desktop support 2026" from 1 April 2026 to 31 March 2030, worth £100,000 a year
      Then it is recorded

    Scenario: An extension counts as well
      Given Westminster holds the contract "Desktop support 2026" from 1 April 2026 to 31 March 2030, worth £100,000 a year, with options of 48 months
      And the board sets the threshold for revenue contracts at £500,000, counting from 1 January 2026
      When Westminster extends the contract by 48 months
      Then the command is refused under "contract.consent-required", because of the ConsentThresholdSet

    Scenario: A higher value counts as well
      Given Westminster holds the contract "Desktop support 2026" from 1 April 2026 to 31 March 2030, worth £100,000 a year
      And the board sets the threshold for revenue contracts at £500,000, counting from 1 January 2026
      When Westminster varies the contract to be worth £125,000.25 a year
      Then the command is refused under "contract.consent-required", because of the ConsentThresholdSet

    Scenario: A threshold counts from its own date
      Given the board sets the threshold for revenue contracts at £100,000, counting from 1 January 2026 on 1 May 2026
      When Westminster registers the contract "Desktop support 2026" from 1 April 2026 to 31 March 2030, worth £100,000 a year on 30 April 2026
      Then it is recorded
