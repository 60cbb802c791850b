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
    parts = [_HEAD, *_described(main, top)]
    for name in main.list_commands(top):
        command = main.get_command(top, name)
        if command is not None:
            parts += _described(command, click.Context(command, info_name=name, parent=top))
    return "\n".join(parts)


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
