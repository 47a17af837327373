Feature: What changed between two meetings
  A secretary puts before the next board what was newly decided since the last one, what was learned late, what was corrected,
  and what lapsed by itself.

  Background:
    Given a programme of Westminster and Kensington & Chelsea, under way since 1 January 2010
    And the board proposes the migration "Shared desktop" of "Desktop" for Westminster and Kensington & Chelsea

  Scenario: What was decided since
    When the board pauses "Shared desktop" on 5 May 2011
    Then between 1 April 2011 and 1 July 2011, this has changed
      | decided | 5 May 2011 | The board paused Shared desktop. |
    And between 1 July 2011 and 1 October 2011 nothing has changed

  Scenario: What was learned late
    When the board pauses "Shared desktop" on 5 March 2011
    Then between 1 April 2011 and 1 July 2011 nothing has changed
    And between 1 April 2011 and 1 July 2011, as known before the MigrationPaused and today, this has changed
      | learned late | 5 March 2011 | The board paused Shared desktop. |

  Scenario: What lapsed by itself
    When Westminster registers the contract "Old desktops" for "Desktop" from 1 April 2008 to 31 May 2011 on 1 March 2010
    Then between 1 February 2011 and 1 July 2011, this has changed
      | lapsed | 2 March 2011 | The last day to give notice on "Old desktops" passed on 2 March 2011: it runs to 31 May 2011. |
      | lapsed | 31 May 2011  | "Old desktops" ran out on 31 May 2011, and nobody had concluded it.                           |
