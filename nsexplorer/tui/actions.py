"""The one registry of what a key can do: the footer, the help, the palette and the key map all read it.

An action is carried out by the method `action_<name>` of the screen or widget of its scope, and offered only where `check_action` of
that one says that it applies.
"""

from dataclasses import dataclass

from textual.binding import Binding, BindingType

GROUPS = ("Go", "Look", "Move", "Program")
"""The groups of the help, in its order."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `id` is `scope.name`; `hint` is its word in the footer, empty where it is not shown there.

    `priority` keys work even while a line of text is being typed. `call` is what to carry out where that takes an argument.
    """

    id: str
    keys: tuple[str, ...]
    title: str
    group: str
    help: str
    hint: str = ""
    priority: bool = False
    call: str = ""

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
    Action("explorer.about_snapshot", ("i",), "About this snapshot", "Look", "when, by whom, how complete, what would complete it"),
    Action("app.refresh", ("r", "ctrl+r"), "Look again", "Look", "at the machine; cursor and scroll stay", hint="refresh"),
    Action("app.palette", ("colon", "ctrl+p"), "Commands", "Program", "actions and places by name", hint="commands"),
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
    Action("app.help", ("question_mark", "f1"), "Keys", "Program", "this page", hint="keys"),
    Action("app.quit", ("q", "ctrl+q"), "Quit", "Program", "at once", hint="quit", priority=True),
)

BY_ID = {action.id: action for action in ACTIONS}


def bindings(scope: str) -> list[BindingType]:
    """Textual's bindings for the actions of one scope. The ids are the registry's, so that a key map can name them."""
    return [binding for action in ACTIONS if action.scope == scope for binding in _bindings_of(action)]


def _bindings_of(action: Action) -> list[Binding]:
    """A plain letter is never a priority key: it would be lost to the line of text it is typed in."""
    call, shown = action.call or action.name, bool(action.hint)
    return [Binding(key, call, action.title, shown, priority=action.priority and len(key) > 1, id=action.id) for key in action.keys]
