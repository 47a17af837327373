Feature: What a borough brings: its systems and what they cost
  "Standardised on the same systems" is a figure that anyone can count, and a saving is measured from a stated baseline.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026

  Scenario: A borough declares a system
    When Westminster declares that it runs "Windows 11" in "Desktop"
    Then it is recorded as SystemDeclared

  Scenario: The same system twice
    Given Westminster declares that it runs "Windows 11" in "Desktop"
    When Westminster declares that it runs "Windows 11" in "Desktop"
    Then the command is refused under "already.exists", because of the SystemDeclared

  Scenario: The same system in two boroughs, and in two areas
    Given Westminster declares that it runs "Windows 11" in "Desktop"
    And Kensington & Chelsea declares that it runs "Windows 11" in "Desktop"
    When Westminster declares that it runs "Windows 11" in "Support desk"
    Then it is recorded

  Scenario: A system that was declared is retired, and may come back
    Given Westminster declares that it runs "Windows 10" in "Desktop"
    When Westminster retires "Windows 10" in "Desktop" on 1 June 2026
    Then it is recorded as SystemRetired
    When Westminster declares that it runs "Windows 10" in "Desktop" on 1 July 2026
    Then it is recorded

  Scenario: A system that was never declared cannot be retired
    When Westminster retires "Windows 10" in "Desktop"
    Then the command is refused under "unknown.subject"
    And an officer of Westminster can open the way, with "declare-system"

  Scenario: A baseline for a year
    When Westminster declares a baseline of £4,800,000 for "Desktop" in 2025
    Then it is recorded as BaselineDeclared

  Scenario: One baseline for an area and a year
    Given Westminster declares a baseline of £4,800,000 for "Desktop" in 2025
    When Westminster declares a baseline of £5,000,000 for "Desktop" in 2025
    Then the command is refused under "already.exists", because of the BaselineDeclared

  Scenario Outline: Another year, area or borough has a baseline of its own
    Given Westminster declares a baseline of £4,800,000 for "Desktop" in 2025
    When <borough> declares a baseline of £5,000,000 for <area> in <year>
    Then it is recorded

    Examples:
      | borough              | area          | year |
      | Westminster          | "Desktop"     | 2024 |
      | Westminster          | "Data centre" | 2025 |
      | Kensington & Chelsea | "Desktop"     | 2025 |
