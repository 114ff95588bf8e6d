"""What may happen to a state file, and the tests that hold it: one table."""

_CAMPAIGN = "faults/test_campaign.py"
_HISTORIES = f"{_CAMPAIGN}::test_no_history_with_real_git_loses_an_event_or_means_something_else"

CASES: dict[int, tuple[str, tuple[str, ...]]] = {
    1: (
        "cut at every byte of an append, then appended again",
        ("eventlog/test_store_reading.py::test_an_append_that_was_cut_at_any_byte_loses_and_invents_nothing",),
    ),
    2: (
        "no final newline on either side or in the base, then united",
        ("eventlog/test_union.py::test_a_missing_newline_at_the_end_of_any_side_loses_nothing",),
    ),
    3: ("append, merge, rebase, squash, cherry-pick at random", (_HISTORIES,)),
    4: (
        "replay of lines in another order, and twice",
        ("lifecycle/test_replay.py::test_order_and_repetition_of_the_lines_tell_nothing",),
    ),
    5: (
        "random graphs against a naive oracle",
        ("lifecycle/test_replay.py::test_what_follows_is_what_the_rules_say", _HISTORIES),
    ),
    6: (
        "a way back beside a chain of two moves",
        (
            "lifecycle/test_replay_cases.py::test_a_way_back_beside_a_chain_of_two_advances_wins_whatever_the_clocks_say",
        ),
    ),
    7: (
        "deploy beside improve, and beside stop",
        (
            "lifecycle/test_replay_cases.py::test_of_two_decisions_side_by_side_the_more_cautious_counts",
            "lifecycle/test_replay_cases.py::test_a_stop_beside_an_improvement_stops_and_both_open",
        ),
    ),
    8: (
        "two new iterations side by side",
        ("lifecycle/test_replay_cases.py::test_two_new_iterations_side_by_side_are_one",),
    ),
    9: (
        "the newest event reverted",
        ("actions/test_verify.py::test_a_reverted_event_is_seen_in_the_history_and_by_a_base",),
    ),
    10: (
        "a merge reverted, and merged again",
        ("actions/test_verify.py::test_a_revert_of_a_merge_and_a_second_merge_lose_nothing_that_is_not_said",),
    ),
    11: (
        "an honest branch behind main; a squash used again",
        (
            "actions/test_verify.py::test_an_honest_branch_behind_main_is_intact",
            "actions/test_verify.py::test_a_branch_goes_on_after_it_was_squashed_into_main",
        ),
    ),
    12: (
        "a shallow clone, an orphan, a missing ref",
        ("actions/test_verify.py::test_without_history_there_is_no_pass",),
    ),
    13: (
        "the whole file written anew, consistently",
        ("actions/test_verify.py::test_a_file_that_was_written_anew_consistently_is_seen_by_a_base",),
    ),
    14: (
        "a forged twin beside the true line",
        (
            "actions/test_verify.py::test_each_fault_of_the_file_is_found",
            "eventlog/test_repair.py::test_each_fault_is_healed",
        ),
    ),
    15: (
        "conflict markers, of 7 and 20 characters, with the base's part",
        (
            "eventlog/test_store_reading.py::test_readers_pass_over_flaws_and_name_them_and_writers_refuse",
            "eventlog/test_repair.py::test_each_fault_is_healed",
        ),
    ),
    16: (
        "a copy with CRLF united with one with LF; autocrlf",
        (
            "eventlog/test_union.py::test_line_ends_of_any_system_lose_nothing",
            "eventlog/test_repair.py::test_each_fault_is_healed",
        ),
    ),
    17: (
        "an event that was picked without what it follows",
        (
            "lifecycle/test_replay_cases.py::test_an_event_that_was_picked_from_elsewhere_comes_after_nothing_that_is_here",
            "actions/test_verify.py::test_a_line_that_was_picked_alone_is_unlinked_until_its_branch_is_merged",
        ),
    ),
    18: (
        "a phase renamed, removed, put in, moved after a way back",
        (
            "lifecycle/test_replay_cases.py::test_the_current_phase_is_the_first_of_today_s_process_that_is_not_done",
            "lifecycle/test_replay_cases.py::test_a_phase_that_was_opened_by_its_old_id_is_open_by_its_new_one",
            "lifecycle/test_replay_cases.py::test_a_phase_that_is_moved_after_a_way_back_is_asked_for_where_it_stands",
        ),
    ),
    19: (
        "a full disk, a read-only one, no permission on state and lock",
        (
            "faults/test_disk.py::test_no_room_for_an_event_leaves_the_file_as_it_was",
            "faults/test_disk.py::test_a_disk_that_fills_up_loses_nothing_that_was_acknowledged",
            "faults/test_disk.py::test_on_a_read_only_disk_one_can_look_and_not_write",
            "faults/test_disk.py::test_what_is_somebody_else_s_is_not_written",
        ),
    ),
    20: (
        "git replaces the file between opening and writing",
        (
            "eventlog/test_concurrent_writers.py::test_an_event_follows_a_file_that_git_put_in_place_meanwhile",
            "eventlog/test_repair.py::test_a_file_that_git_replaced_meanwhile_is_not_overwritten",
        ),
    ),
    21: (
        "a link, a pipe, a folder, 2 GB in place of the file or its folder",
        (
            "eventlog/test_store_reading.py::test_what_is_no_file_of_the_project_is_damage_and_no_hang",
            "eventlog/test_store_reading.py::test_a_folder_that_is_none_is_damage",
        ),
    ),
    22: (
        "YAML that crashes or never ends in other readers",
        (
            "test_yamlio.py::test_what_could_mislead_or_cost_is_refused_with_its_line_and_fast",
            f"{_CAMPAIGN}::test_hostile_input_does_nothing",
        ),
    ),
    23: (
        "a bare repository with a file monitor; a command check in a fresh clone",
        ("cli/test_traps.py::test_no_command_springs_a_trap",),
    ),
    24: (
        "16 writers, some killed at random",
        (
            f"{_CAMPAIGN}::test_nothing_is_lost_by_many_kills_and_writers",
            "eventlog/test_concurrent_writers.py::test_what_a_writer_was_told_is_recorded_is_there_after_it_was_killed",
        ),
    ),
    25: (
        "escapes, overrides and markup in names, notes and paths",
        (
            "cli/test_inert.py::test_nothing_acts_in_any_form",
            "cli/test_inert.py::test_a_path_that_would_act_is_shown_and_does_not",
        ),
    ),
}
