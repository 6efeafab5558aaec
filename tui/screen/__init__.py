"""The Textual front end: app, picker, workbench, help, dialogs and widgets."""
