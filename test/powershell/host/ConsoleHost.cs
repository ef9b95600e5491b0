// SPDX-License-Identifier: Apache-2.0
// The least a PowerShell host must be: text out, lines in (secret ones too), an exit code.
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

sealed class ConsoleHost : PSHost {
    public int ExitCode { get; private set; }
    public override string Name => "PerfAggregatorTestHost";
    public override Version Version => new(1, 0);
    public override Guid InstanceId { get; } = Guid.NewGuid();
    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;
    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;
    public override ConsoleUI UI { get; } = new();
    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;
    public override void EnterNestedPrompt() => throw new NotSupportedException();
    public override void ExitNestedPrompt() => throw new NotSupportedException();
    public override void NotifyBeginApplication() { }
    public override void NotifyEndApplication() { }
}

sealed class ConsoleUI : PSHostUserInterface {
    public override PSHostRawUserInterface? RawUI => null;
    public override string ReadLine() =>
        Console.ReadLine() ?? throw new EndOfStreamException("standard input has ended");
    public override SecureString ReadLineAsSecureString() {
        var secret = new SecureString();
        foreach (var c in ReadLine())
            secret.AppendChar(c);
        return secret;
    }
    // Prompts are talk, not data.
    public override void Write(string value) => Console.Error.Write(value);
    public override void Write(ConsoleColor fore, ConsoleColor back, string value) => Write(value);
    public override void WriteLine(string value) => Console.Error.WriteLine(value);
    public override void WriteErrorLine(string value) => Console.Error.WriteLine(value);
    public override void WriteDebugLine(string message) => WriteLine("DEBUG: " + message);
    public override void WriteVerboseLine(string message) => WriteLine("VERBOSE: " + message);
    public override void WriteWarningLine(string message) => WriteLine("WARNING: " + message);
    public override void WriteProgress(long sourceId, ProgressRecord record) { }
    // What a script would ask for in other ways, it must be given.
    public override Dictionary<string, PSObject> Prompt(
        string caption, string message, Collection<FieldDescription> fields) =>
        throw Missing(string.Join(", ", fields.Select(f => f.Name)));
    public override int PromptForChoice(
        string caption, string message, Collection<ChoiceDescription> choices, int choice) => choice;
    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName) => throw Missing(caption);
    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName,
        PSCredentialTypes types, PSCredentialUIOptions options) => throw Missing(caption);
    static NotSupportedException Missing(string what) => new("a parameter is missing: " + what);
}
