# SPDX-License-Identifier: Apache-2.0
# Every suite in this engine: suites/*.ps1, each dot-sourced into the module's own scope so that it
# reaches what is private.  -Only NAME runs one.
param([string] $Only = '*', [string] $Fixtures = '')
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

$root = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..'))
if (-not $Fixtures) { $Fixtures = [Environment]::GetEnvironmentVariable('PERF_AGGREGATOR_FIXTURES') }
if (-not $Fixtures) { $Fixtures = [IO.Path]::Combine($root, '..', 'shared', 'fixtures') }
$module = Import-Module ([IO.Path]::Combine($root, 'sdk', 'powershell', 'PerfAggregator')) -PassThru
$suites = [IO.Directory]::GetFiles([IO.Path]::Combine($PSScriptRoot, 'suites'), '*.ps1')
[Array]::Sort($suites, [StringComparer]::Ordinal)

$totals = & $module {
    param($suites, $only, $root, $fixtures, $harness)
    . $harness
    foreach ($suite in $suites) {
        if ([IO.Path]::GetFileNameWithoutExtension($suite) -like $only) {
            $tests.Suite = [IO.Path]::GetFileNameWithoutExtension($suite)
            . $suite
        }
    }
    , $tests
} $suites $Only $root $Fixtures ([IO.Path]::Combine($PSScriptRoot, 'Harness.ps1'))

[Console]::WriteLine("powershell: $($totals.Passed) passed, $($totals.Failed) failed")
if ($totals.Failed -gt 0 -or $totals.Passed -eq 0) { exit 1 }
