"""The one registry of what a key can do: the footer, the help, the palette and the key map all read it.

An action is carried out by the method `action_<name>` of the screen or widget of its scope, and offered only where `check_action` of
that one says that it applies.
"""

from dataclasses import dataclass

from textual.binding import Binding, BindingType

GROUPS = ("Go", "Ask", "Look", "Move", "Program")
"""The groups of the help, in its order."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `id` is `scope.name`; `hint` is its word in the footer, empty where it is not shown there.

    `priority` keys work even while a line of text is being typed: a letter cannot be one. `call` is what to carry out where that takes an
    argument. What `changes` anything, and be it a file that is written, is not offered with `--read-only`.
    """

    id: str
    keys: tuple[str, ...]
    title: str
    group: str
    help: str
    hint: str = ""
    priority: bool = False
    call: str = ""
    changes: bool = False

    @property
    def scope(self) -> str:
        """Who carries it out: the program, a screen or a kind of widget."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """The name of its method, without `action_`."""
        return self.id.partition(".")[2]


ACTIONS = (
    Action("lines.enter", ("enter",), "Go in", "Go", "from a namespace to its table, from a fact to what it names", hint="go in"),
    Action("explorer.back", ("escape",), "Go back", "Go", "the way you came, one place at a time", hint="back"),
    Action("explorer.next_side", ("tab",), "Next table", "Go", "from the tree to the panel, to the details, and round"),
    Action("explorer.previous_side", ("shift+tab",), "Table before", "Go", "the other way round"),
    Action("explorer.open_facts", ("1",), "Facts", "Go", "what is known of the selected one", call="open_tab('facts')"),
    Action("explorer.open_mounts", ("2",), "Mounts", "Go", "its mount table", call="open_tab('mounts')"),
    Action("explorer.open_processes", ("3",), "Processes", "Go", "who is in it", call="open_tab('processes')"),
    Action("explorer.open_ids", ("4",), "Ids", "Go", "how user and group ids are translated", call="open_tab('ids')"),
    Action("explorer.open_network", ("5",), "Network", "Go", "its links, addresses and routes, read now", call="open_tab('network')"),
    Action("compare.back", ("escape",), "Go back", "Go", "stop what is being read, leave the explanation, leave the screen", hint="back"),
    Action("compare.next_side", ("tab", "shift+tab"), "Other table", "Go", "from the two sides to the explanation, and back"),
    Action("compare.show_it", ("o",), "Show it there", "Go", "the mount, namespace or process of the row, out of the comparison"),
    Action("compare.open_mounts", ("1",), "Compare mounts", "Go", "the two mount tables, by path", call="open_tab('mounts')"),
    Action("compare.open_ids", ("2",), "Compare ids", "Go", "id maps, credentials, capabilities", call="open_tab('ids')"),
    Action("compare.open_namespaces", ("3",), "Compare namespaces", "Go", "which are shared", call="open_tab('namespaces')"),
    Action("compare.open_processes", ("4",), "Compare processes", "Go", "who sees whom, as which pid", call="open_tab('processes')"),
    Action("compare.open_net", ("5",), "Compare networks", "Go", "links, addresses, routes, read live", call="open_tab('net')"),
    Action("compare.open_files", ("6",), "Compare files", "Go", "one directory on both sides, read live", call="open_tab('files')"),
    Action("explorer.compare", ("c",), "Compare", "Ask", "the host, or what is marked, on the left; this one on the right", hint="compare"),
    Action("explorer.mark", ("m",), "Mark", "Ask", "one side for comparing, or two; again takes the mark away"),
    Action("explorer.compare_with_start", ("C",), "Compare with the start", "Ask", "this one as it was when the explorer was opened"),
    Action("explorer.why", ("W",), "Why ...", "Ask", "this one does not see what the host sees at a path", call="ask_path('why')"),
    Action(
        "explorer.predict", ("P",), "Predict ...", "Ask", "what this one gets at a path, who receives a mount", call="ask_path('predict')"
    ),
    Action("explorer.holders", ("H",), "Holders", "Ask", "what keeps the mount busy, or the namespace alive", call="ask('holders')"),
    Action("explorer.whoami", ("U",), "Who am I there", "Ask", "ids and capabilities inside and outside", call="ask('whoami')"),
    Action("explorer.can_mount", ("M",), "Can mount", "Ask", "which file systems may be mounted there", call="ask('can_mount')"),
    Action("explorer.doctor", ("D",), "Doctor", "Ask", "whether rootless containers work here, and what says no", call="ask('doctor')"),
    Action("compare.walk", ("w",), "Walk the path", "Ask", "exactly, on both sides: it touches the live file system", hint="walk"),
    Action("answer.copy_fix", ("y",), "Copy the fix", "Ask", "the command line under the cursor, else the mildest one", hint="copy fix"),
    Action("answer.copy_answer", ("Y",), "Copy the answer", "Ask", "sentence, evidence and ways out, as text", hint="copy all"),
    Action("shell_line.copy", ("y",), "Copy the line", "Ask", "to paste it in a shell", hint="copy"),
    Action("compare.choose_left", ("left_square_bracket",), "Left side ...", "Ask", "another target, or a snapshot's"),
    Action("compare.choose_right", ("right_square_bracket",), "Right side ...", "Ask", "another target, or a snapshot's"),
    Action("compare.swap", ("x",), "Swap the sides", "Ask", "left becomes right"),
    Action("compare.since_start", ("C",), "Since the start", "Ask", "the right side as it was when the explorer was opened, against now"),
    Action("compare.directory", ("p",), "Directory ...", "Ask", "the one to compare on both sides"),
    Action("compare.all_or_differences", ("a",), "All or differences", "Look", "also what is the same on both sides", hint="all"),
    Action("compare.next_difference", ("n",), "Next difference", "Look", "where all rows are shown"),
    Action("compare.previous_difference", ("N",), "Difference before", "Look", "where all rows are shown"),
    Action("compare.filter", ("slash",), "Filter", "Look", "rows by words", hint="filter"),
    Action("app.open_session", ("u",), "Session ...", "Go", "a shell that is root in its own namespaces", "session", changes=True),
    Action("app.sessions", ("s",), "Open terminals", "Go", "back to a session's terminal", changes=True),
    Action("app.type_leader", ("ctrl+right_square_bracket",), "Type ctrl+]", "Go", "in the terminal that was left by it", changes=True),
    Action("explorer.enter", ("S",), "Enter", "Go", "a shell in the namespaces of the selected one", changes=True),
    Action("app.hand_over", ("ctrl+t",), "Whole terminal", "Go", "for a session's shell, until that ends", changes=True),
    Action("session.close", ("escape",), "Close", "Go", "a terminal whose program has ended"),
    Action("form.open", ("ctrl+s",), "Open", "Go", "the session", hint="open"),
    Action("form.close", ("escape",), "Close", "Go", "the form", hint="close"),
    Action("leaving.end", ("e",), "End them", "Go", "with all that is in them"),
    Action("leaving.keep", ("k",), "Keep them", "Go", "to be entered again"),
    Action("leaving.close", ("escape",), "Stay", "Go", "in the explorer"),
    Action("explorer.filter", ("slash",), "Filter", "Look", "rows by words or field:value", hint="filter"),
    Action(
        "filter.keep",
        ("enter", "down", "up"),
        "Keep the filter",
        "Look",
        "back to the rows that are left",
        "keep",
        call="screen.keep_filter",
    ),
    Action("filter.drop", ("escape",), "Drop the filter", "Look", "back to all rows", "drop", call="screen.drop_filter"),
    Action("namespaces.next_grouping", ("t",), "Group by ...", "Look", "user, pid, process, container or type", hint="group"),
    Action("mounts.tree_or_list", ("t",), "Tree or list", "Look", "mounts below each other, or in the kernel's order", hint="tree/list"),
    Action(
        "mounts.pseudo",
        ("f",),
        "Pseudo file systems",
        "Look",
        "shown, or folded into one line",
        hint="pseudo",
    ),
    Action("mounts.jump", ("p",), "Go to path ...", "Look", "the mount that a path is on, by the table alone"),
    Action("explorer.about_snapshot", ("i",), "About this snapshot", "Look", "when, by whom, how complete, what would complete it"),
    Action("app.refresh", ("r", "ctrl+r"), "Look again", "Look", "at the machine; cursor and scroll stay", hint="refresh"),
    Action("app.pause", ("space",), "Pause", "Look", "show nothing new until it is pressed again"),
    Action("app.events", ("E",), "Events", "Look", "what appeared, changed and vanished since the start"),
    Action("app.palette", ("colon", "ctrl+p"), "Commands", "Program", "actions and places by name", hint="commands"),
    Action("app.export_text", ("e",), "Export as text", "Program", "all rows of the table in front", call="export('text')", changes=True),
    Action("app.export_json", ("J",), "Export as JSON", "Program", "as the command line gives it", call="export('json')", changes=True),
    Action("app.export_svg", ("ctrl+e",), "Export as SVG", "Program", "a picture of the screen", call="export('svg')", changes=True),
    Action("explorer.wider", ("w",), "Wider panel", "Look", "the panel alone, or beside the tree", hint="wide"),
    Action("lines.up", ("up", "k"), "Up", "Move", "one row"),
    Action("lines.down", ("down", "j"), "Down", "Move", "one row"),
    Action("lines.page_up", ("pageup", "ctrl+b"), "Page up", "Move", "a screen of rows"),
    Action("lines.page_down", ("pagedown", "ctrl+f"), "Page down", "Move", "a screen of rows"),
    Action("lines.first", ("home", "g"), "First", "Move", "the first row"),
    Action("lines.last", ("end", "G"), "Last", "Move", "the last row"),
    Action("lines.right", ("right", "l"), "Unfold", "Move", "a row of a tree; or go in"),
    Action("lines.left", ("left", "h"), "Fold", "Move", "a row of a tree; or go to the one above, and out"),
    Action("page.close", ("escape",), "Close", "Go", "this page", hint="close"),
    Action("explorer.shell_line", ("dollar_sign",), "Shell line", "Program", "the command that shows the same"),
    Action("compare.shell_line", ("dollar_sign",), "Shell line", "Program", "the command that compares the same"),
    Action("asked.shell_line", ("dollar_sign",), "Shell line", "Program", "the command that asks the same", hint="shell line"),
    Action("app.help", ("question_mark", "f1"), "Keys", "Program", "this page", hint="keys"),
    Action("app.quit", ("q",), "Quit", "Program", "at once", hint="quit"),
    Action("app.quit_anyhow", ("ctrl+q",), "Quit from anywhere", "Program", "also while typing", hint="quit", priority=True, call="quit"),
)

BY_ID = {action.id: action for action in ACTIONS}


def bindings(scope: str) -> list[BindingType]:
    """Textual's bindings for the actions of one scope. The ids are the registry's, so that a key map can name them."""
    return [binding for action in ACTIONS if action.scope == scope for binding in _bindings_of(action)]


def _bindings_of(action: Action) -> list[Binding]:
    call, shown = action.call or action.name, bool(action.hint)
    return [Binding(key, call, action.title, shown, priority=action.priority, id=action.id) for key in action.keys]
