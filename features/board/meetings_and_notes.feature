Feature: Meetings, lead times and notes
  The boards plan their meetings on the record, because a deadline is met or missed at a meeting. Notes keep what is nobody's
  decision.

  Background:
    Given a programme of Westminster, Hammersmith & Fulham and Kensington & Chelsea, under way since 1 January 2026

  Scenario: A meeting is planned, moved and cancelled
    When the board plans the meeting "July cabinet" of the "Joint Cabinet" for 13 July 2026
    Then it is recorded as MeetingPlanned
    When the board moves the meeting "July cabinet" of the "Joint Cabinet" to 20 July 2026
    Then it is recorded as MeetingMoved
    When the board cancels the meeting "July cabinet"
    Then it is recorded as MeetingCancelled

  Scenario: A meeting is planned once
    Given the board plans the meeting "July cabinet" of the "Joint Cabinet" for 13 July 2026
    When the board plans the meeting "July cabinet" of the "Joint Cabinet" for 14 July 2026
    Then the command is refused under "already.exists", because of the MeetingPlanned

  Scenario: A meeting that was never planned can be neither moved nor cancelled
    When the board moves the meeting "July cabinet" of the "Joint Cabinet" to 20 July 2026
    Then the command is refused under "unknown.subject"

  Scenario: A body's lead times are data, not a constant
    When the board sets the lead times of the "Joint Cabinet" to 28 days of notice, 5 days for papers and 5 days of call-in
    Then it is recorded as LeadTimesSet

  Scenario: Any member borough may record a note
    Given Westminster holds the contract "Desktop support 2019"
    When Hammersmith & Fulham notes "The supplier was reviewed in May" about the contract "Desktop support 2019"
    Then it is recorded as NoteRecorded

  Scenario: A note is recorded once
    Given Westminster notes "The supplier was reviewed in May" about the borough "Westminster"
    When Hammersmith & Fulham notes "The supplier was reviewed in May" about the borough "Hammersmith & Fulham"
    Then the command is refused under "already.exists", because of the NoteRecorded

  Scenario: A note is about something that exists
    When Hammersmith & Fulham notes "The supplier was reviewed in May" about the contract "Desktop support 2019"
    Then the command is refused under "unknown.subject"
