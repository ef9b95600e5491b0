// SPDX-License-Identifier: Apache-2.0
// Runs a PowerShell script in the bare engine of PowerShell 7.6: host SCRIPT.ps1 [arguments].
//
// The arguments are those of `pwsh -File`: -Name value, -Switch, -Switch:$false.  Objects the
// script gives go to standard output, one "Name : value" a line; errors and warnings to standard
// error; the exit code is the script's own, 1 after an error that ended it.
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;

if (args.Length == 0) {
    Console.Error.WriteLine("usage: host SCRIPT.ps1 [arguments]");
    return 64;
}
var host = new ConsoleHost();
using var runspace = RunspaceFactory.CreateRunspace(host, InitialSessionState.CreateDefault2());
runspace.Open();
using var shell = PowerShell.Create(runspace);
string Quoted(string s) => "'" + s.Replace("'", "''") + "'";
string Argument(string s) => Regex.IsMatch(s, @"^-[A-Za-z]+(:\$(true|false))?$") ? s : Quoted(s);
var script = Path.GetFullPath(args[0]);
var line = string.Join(' ', args.Skip(1).Select(Argument));
// As with `pwsh -File`: the script's own exit code, or 1 when it did not even start.
const string exit = "exit $(if ($?) { 0 } elseif ($global:LASTEXITCODE) { $global:LASTEXITCODE } else { 1 })";
shell.AddScript($"& {Quoted(script)} {line}\n{exit}");

var output = new PSDataCollection<PSObject>();
output.DataAdded += (_, added) => Show(output[added.Index]);
var errors = shell.Streams.Error;
errors.DataAdded += (_, added) => host.UI.WriteErrorLine(errors[added.Index].ToString());
try {
    shell.Invoke<PSObject, PSObject>(null, output, null);
} catch (RuntimeException e) {
    host.UI.WriteErrorLine(e.Message + "\n" + e.ErrorRecord.ScriptStackTrace);
    return 1;
}
return host.ExitCode;

static void Show(PSObject o) {
    if (o.BaseObject is not PSCustomObject) {
        Console.WriteLine(o);
        return;
    }
    foreach (var p in o.Properties)
        Console.WriteLine($"{p.Name} : {p.Value}");
}
