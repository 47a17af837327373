Feature: Three sovereign boroughs merge their services, and one of them leaves again
  Westminster, Hammersmith & Fulham and Kensington & Chelsea merge services under funding pressure: front-line ones first, then
  their computers, then their IT organisations. Each has its own contracts, which have to be concluded naturally before it can
  move. They agree each specification case by case, on common principles; they go to market together, and each adopts the
  framework as and when it can. Years later one of them leaves, and services separate again.
  Every step is a decision that somebody took, somewhere, with authority, on a date.

  Scenario: From the first joint statement to merger and separation
    # The three agree to share services, and on what principles.
    Given the board starts the programme "Three boroughs" on 22 October 2010
    And the board defines "Libraries" as a front-line area on 1 February 2011
    And the board defines "Desktop" as an environment area
    And the board defines "IT organisation" as an organisation area
    And the board admits Westminster on 16 February 2011
    And the board admits Hammersmith & Fulham
    And the board admits Kensington & Chelsea
    And the board sets the lead times of the "Joint Cabinet" to 28 days of notice, 5 days for papers and 5 days of call-in
    And the board adopts the principles "Each council stays sovereign", "Residents come first" and "Standardise before merging" on 1 March 2011
    And Westminster endorses the principles on 14 March 2011, under minute 4 of the "Cabinet of Westminster"
    And Hammersmith & Fulham endorses the principles on 21 March 2011
    And Kensington & Chelsea endorses the principles on 24 March 2011

    # What each brings: systems, costs and contracts.
    And Westminster declares that it runs "Windows XP" in "Desktop" on 1 April 2011
    And Hammersmith & Fulham declares that it runs "Windows XP" in "Desktop"
    And Kensington & Chelsea declares that it runs "Windows 7" in "Desktop"
    And Westminster declares a baseline of £4,800,000 for "Desktop" in 2010
    And Kensington & Chelsea declares a baseline of £3,000,000 for "Desktop" in 2010
    And Westminster holds the contract "Westminster desktops" with "Meridian" for "Desktop" from 1 April 2009 to 31 March 2014 with 180 days of notice, with options of 12 months
    And Hammersmith & Fulham holds the contract "Bridge partnership" with "Castle Computing" for "Desktop" from 1 November 2006 to 31 October 2016 with 365 days of notice
    And Kensington & Chelsea holds the contract "Royal desktops" with "Meridian" for "Desktop" from 1 April 2010 to 31 March 2013 with 90 days of notice

    # Front-line services first: the libraries, staff of all three together.
    And the board proposes the migration "Three borough libraries" of "Libraries" for Westminster, Hammersmith & Fulham and Kensington & Chelsea, with a quality floor of 75 on 1 June 2011
    And Westminster, Hammersmith & Fulham and Kensington & Chelsea agree the specification for "Three borough libraries" on 1 September 2011
    And Westminster and Kensington & Chelsea move to "Three borough libraries" together on 2 April 2012
    When the board merges "Three borough libraries" on 2 April 2012
    Then the command is refused under "parties.not-moved", because of the MigrationProposed
    Given Hammersmith & Fulham moves to "Three borough libraries" on 2 April 2012
    And Hammersmith & Fulham measures the quality of "Three borough libraries" at 82
    When the board merges "Three borough libraries" in "Kensington Central Library", on one case load, with a staff of 240 on 2 April 2012, under minute 6 of the "Joint Cabinet"
    Then it is recorded as ServiceMerged

    # The desktop: one specification, agreed at the second attempt.
    Given the board proposes the migration "Shared desktop" of "Desktop" for Westminster, Hammersmith & Fulham and Kensington & Chelsea, needing a framework, due on 1 April 2015, to save £2,000,000 a year, with a quality floor of 80 on 1 May 2012
    And Westminster proposes version 1 of the specification for "Shared desktop" on 1 June 2012
    And Westminster approves version 1 of the specification for "Shared desktop"
    And Hammersmith & Fulham objects to version 1 of the specification for "Shared desktop" on 15 June 2012
    And Hammersmith & Fulham proposes version 2 of the specification for "Shared desktop" on 1 September 2012
    When Westminster approves version 1 of the specification for "Shared desktop" on 2 September 2012
    Then the command is refused under "specification.not-current", because of the SpecificationProposed
    Given Westminster approves version 2 of the specification for "Shared desktop" on 10 September 2012
    And Hammersmith & Fulham approves version 2 of the specification for "Shared desktop" on 17 September 2012
    When Kensington & Chelsea approves version 2 of the specification for "Shared desktop" on 20 September 2012
    Then it is recorded as SpecificationApproved, together with SpecificationAgreed

    # They go to market together.
    Given the board awards the framework "Three environments" for "Desktop", open to Westminster, Hammersmith & Fulham and Kensington & Chelsea, from 1 November 2012 to 31 October 2016, up to £9,000,000 on 1 November 2012

    # Each adopts it as and when it can: first the one whose contract expires.
    Given Kensington & Chelsea concludes "Royal desktops" by expiry on 31 March 2013
    And Kensington & Chelsea calls off "Desktop" from "Three environments" for "Shared desktop" at £2,500,000 on 2 April 2013
    When Kensington & Chelsea moves to "Shared desktop" on 1 July 2013
    Then it is recorded as BoroughMoved

    # Westminster is bound for longer, and gives notice.
    Given Westminster calls off "Desktop" from "Three environments" for "Shared desktop" at £3,500,000 on 2 April 2013
    When Westminster moves to "Shared desktop" on 1 July 2013
    Then the command is refused under "contracts.not-concluded", because of the ContractRegistered of "Westminster desktops"
    And the way opens by itself on 31 March 2014
    When Westminster schedules its cutover to "Shared desktop" for 1 September 2013 on 1 July 2013
    Then the command is refused under "cutover.before-release", because of the ContractRegistered of "Westminster desktops"
    Given Westminster gives notice on "Westminster desktops" for 31 December 2013 on 2 July 2013
    And Westminster schedules its cutover to "Shared desktop" for 1 January 2014
    And Westminster terminates "Westminster desktops" on 31 December 2013
    When Westminster moves to "Shared desktop" on 1 January 2014, under minute 9 of the "Cabinet of Westminster"
    Then it is recorded as BoroughMoved
    And as of 31 December 2013, Westminster stands at "scheduled" in "Desktop"
    And as of 1 January 2014, Westminster stands at "moved" in "Desktop"
    When Westminster registers the contract "Spare laptops" for "Desktop" on 1 March 2014
    Then the command is refused under "contract.area-already-moved", because of the BoroughMoved of Westminster

    # Hammersmith & Fulham has the longest contract. The board waives the gate, for it alone and for a month.
    Given Hammersmith & Fulham calls off "Desktop" from "Three environments" for "Shared desktop" at £2,800,000 on 1 May 2014
    And the board grants the dispensation "Run both for a while" from "contracts.not-concluded" for the migration "Shared desktop" and Hammersmith & Fulham until 31 October 2014 on 1 October 2014
    When Hammersmith & Fulham moves to "Shared desktop" on 15 October 2014
    Then it is recorded as BoroughMoved
    When the board merges "Shared desktop" in "Westminster City Hall", with a staff of 96 on 1 December 2014
    Then it is recorded as ServiceMerged

    # Then the IT organisations, once all run the same systems.
    Given the board proposes the migration "One IT organisation" of "IT organisation" for Westminster, Hammersmith & Fulham and Kensington & Chelsea on 1 December 2014
    And Westminster, Hammersmith & Fulham and Kensington & Chelsea agree the specification for "One IT organisation" on 1 February 2015
    And Westminster, Hammersmith & Fulham and Kensington & Chelsea move to "One IT organisation" together on 1 April 2015
    When the board merges "One IT organisation" on 1 April 2015
    Then the command is refused under "systems.not-standardised"
    Given Westminster retires "Windows XP" in "Desktop" on 1 May 2015
    And Hammersmith & Fulham retires "Windows XP" in "Desktop"
    And Westminster declares that it runs "Windows 7" in "Desktop"
    And Hammersmith & Fulham declares that it runs "Windows 7" in "Desktop"
    When the board merges "One IT organisation" in "Kensington Town Hall", with a staff of 180 on 1 May 2015
    Then it is recorded as ServiceMerged

    # What it saved, and what the others say to that.
    Given Westminster claims a saving of £900,000 for 2015 from "Shared desktop" on 1 May 2016
    And Kensington & Chelsea accepts Westminster's claim for 2015 from "Shared desktop" on 1 June 2016
    And Hammersmith & Fulham disputes Westminster's claim for 2015 from "Shared desktop", holding £600,000 to be right
    When Hammersmith & Fulham accepts Westminster's claim for 2015 from "Shared desktop" on 1 July 2016
    Then the command is refused under "benefit.already-answered", because of the BenefitDisputed
    Given Hammersmith & Fulham concludes "Bridge partnership" by expiry on 31 October 2016

    # Years later one of them leaves.
    When Hammersmith & Fulham separates from "Shared desktop" on 1 April 2017
    Then the command is refused under "separation.notice-required"
    Given Westminster gives notice to separate from "Shared desktop" on 31 March 2018, under minute 3 of the "Cabinet of Westminster"
    And Westminster gives notice to separate from "One IT organisation" on 31 March 2018
    And Westminster gives notice to separate from "Three borough libraries" on 31 March 2018
    And Hammersmith & Fulham gives notice to leave the programme on 1 April 2018
    And Hammersmith & Fulham separates from "Shared desktop" on 31 March 2018
    And Hammersmith & Fulham separates from "One IT organisation"
    When Hammersmith & Fulham withdraws from the programme on 1 April 2018
    Then the command is refused under "withdrawal.services-still-shared", because of the ServiceMerged of "Three borough libraries"
    Given Hammersmith & Fulham separates from "Three borough libraries" on 31 March 2018
    When Hammersmith & Fulham withdraws from the programme on 1 April 2018
    Then it is recorded as BoroughWithdrew

    # What is found out late does not unsettle what happened; and every past date still reads as it was.
    When Westminster registers the contract "Forgotten laptops" with "Castle Computing" for "Desktop" from 1 April 2012 to 31 March 2015 on 1 April 2012
    Then the command is refused under "history.contradicts-later", because of the BoroughMoved of Westminster to "Shared desktop"
    When Westminster registers the contract "Forgotten laptops" with "Castle Computing" for "Desktop" from 1 April 2012 to 31 March 2015 on 1 April 2012, posted by the board, as irregular because "Found in the accounts of 2012; paid to the end"
    Then it is recorded as irregular, having broken no rule itself
    And it upsets the BoroughMoved of Westminster to "Shared desktop", under "contracts.not-concluded"
    And as of 1 January 2013, the migration "Shared desktop" is agreed
    And as of 1 January 2014, the migration "Shared desktop" is moving
    And as of 1 January 2016, the migration "Shared desktop" is merged
    And as of 31 December 2012, Kensington & Chelsea stands at "agreed" in "Desktop"
    And as of 1 April 2018, Westminster stands at "merged" in "Libraries"
    And as of 1 April 2018, Hammersmith & Fulham is a borough that is withdrawn
