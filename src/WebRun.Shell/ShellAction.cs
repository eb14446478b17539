namespace WebRun.Shell;

/// <summary>What the program was started to do.</summary>
internal enum ShellAction
{
    /// <summary>Nothing was asked for: a prompt, standard input or the quickstart, by what is connected.</summary>
    Unspecified,

    /// <summary>Run a command given as text.</summary>
    Command,

    /// <summary>Run a script file.</summary>
    File,

    /// <summary>Run the script that standard input holds, however long it takes to come.</summary>
    StandardInput,

    /// <summary>Run what a person types.</summary>
    Prompt,

    /// <summary>Show the main use of the module on the emulator.</summary>
    Quickstart,

    /// <summary>Say how the program is used.</summary>
    Help,

    /// <summary>The arguments cannot be understood.</summary>
    Invalid,
}
