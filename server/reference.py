"""Write the reference page of the command line from the commands themselves.

`make docs` runs it; a test holds the page in `docs/` to what it writes.
"""

from inspect import cleandoc

import click

from .cli import main

_HEAD = """\
# Command line

Written by `make docs` from the commands themselves; do not edit.
"""


def reference() -> str:
    """Describe the group and every command: usage, arguments, options, examples."""
    top = click.Context(main, info_name="poimenno", **main.context_settings)
    return "\n".join([_HEAD, *_with_those_below(main, top)])


def _with_those_below(command: click.Command, context: click.Context) -> list[str]:
    parts = _described(command, context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                inner = click.Context(below, info_name=name, parent=context)
                parts += _with_those_below(below, inner)
    return parts


def _described(command: click.Command, context: click.Context) -> list[str]:
    pieces = " ".join(command.collect_usage_pieces(context))
    parts = [f"## {context.command_path}\n", f"`{context.command_path} {pieces}`\n"]
    parts.append(cleandoc(command.help or "") + "\n")
    options = [
        record
        for parameter in command.get_params(context)
        if (record := parameter.get_help_record(context)) is not None
    ]
    parts += ["| option | |", "|---|---|"]
    parts += [f"| `{name.replace('|', chr(92) + '|')}` | {text} |" for name, text in options]
    parts.append("")
    if command.epilog:
        parts += ["```text", command.epilog.replace("\b\n", "").strip(), "```", ""]
    return parts


if __name__ == "__main__":
    click.echo(reference(), nl=False)
