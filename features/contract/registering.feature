Feature: Registering and varying a contract
  Each borough keeps its own supply contracts on the record. Once it has moved out of its own systems in an area, it takes on
  no contract of its own there again.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026

  Scenario: One borough's contract
    When Westminster registers the contract "Desktop support 2019" with "Meridian" for "Desktop" from 1 April 2020 to 31 March 2027
    Then it is recorded as ContractRegistered
    And as of 31 December 2025, the contract "Desktop support 2019" does not exist
    And as of 1 January 2026, the contract "Desktop support 2019" is open

  Scenario: A contract of two boroughs for two areas
    When Westminster and Kensington & Chelsea register the contract "Joint desktop and servers" with "Meridian" for "Desktop" and "Data centre"
    Then it is recorded as ContractRegistered

  Scenario: A contract that ends before it starts is no contract
    When Westminster registers the contract "Desktop support 2019" from 1 April 2020 to 31 March 2019
    Then the command is sent back, because "the contract cannot end before it starts, on 2020-04-01"
    And nothing is recorded

  Scenario: Another supplier takes a contract over
    Given Westminster holds the contract "Desktop support 2019" with "Meridian"
    When Westminster novates the contract to "Castle Computing"
    Then it is recorded as ContractNovated

  Rule: No contract of its own where a borough has moved to the shared service (contract.area-already-moved)

    Background:
      Given the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea
      And Westminster and Kensington & Chelsea agree the specification for "Shared desktop"
      And Westminster moves to "Shared desktop" on 1 July 2026

    Scenario: A contract of its own in that area
      When Westminster registers the contract "Spare laptops" for "Desktop" on 2 July 2026
      Then the command is refused under "contract.area-already-moved", because of the BoroughMoved
      And the board reads "Westminster has moved to Shared desktop: a contract there must be held by every party of the migration."

    Scenario: A contract that every party holds
      When Westminster and Kensington & Chelsea register the contract "Shared laptops" for "Desktop" on 2 July 2026
      Then it is recorded

    Scenario: A contract in another area
      When Westminster registers the contract "Server hall" for "Data centre" on 2 July 2026
      Then it is recorded

    Scenario: A contract of a borough that has not moved yet
      When Kensington & Chelsea registers the contract "Spare laptops" for "Desktop" on 2 July 2026
      Then it is recorded

    Scenario: Varying a contract into that area
      Given Westminster holds the contract "Server hall" for "Data centre"
      When Westminster varies the contract to cover "Data centre" and "Desktop" on 2 July 2026
      Then the command is refused under "contract.area-already-moved", because of the BoroughMoved

    Scenario: Varying a contract in another way
      Given Westminster holds the contract "Server hall" for "Data centre"
      When Westminster varies the contract to cover "Data centre" and "Support desk" on 2 July 2026
      Then it is recorded as ContractVaried

    Scenario: Joining a contract there
      Given Hammersmith & Fulham holds the contract "Western desktops" for "Desktop"
      When Hammersmith & Fulham varies the contract to be held by Hammersmith & Fulham and Westminster on 2 July 2026
      Then the command is refused under "contract.area-already-moved", because of the BoroughMoved

    Scenario: After separation a borough may have a contract of its own again
      Given Kensington & Chelsea moves to "Shared desktop" on 1 August 2026
      And the board merges "Shared desktop" on 1 September 2026
      And Westminster gives notice to separate from "Shared desktop" on 1 September 2027
      And Westminster separates from "Shared desktop" on 1 September 2027
      When Westminster registers the contract "Own desktops again" for "Desktop" on 1 September 2027
      Then it is recorded
