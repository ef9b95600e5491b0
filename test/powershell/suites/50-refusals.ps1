# SPDX-License-Identifier: Apache-2.0
# Whatever is wrong with the evidence, nothing follows the question for it: no key leaves.
. ([IO.Path]::Combine($root, 'test', 'powershell', 'Enclave.ps1'))
$measurement = ConvertTo-PerfHex $TestMeasurement
$pemFile = [IO.Path]::GetTempFileName()

function Get-RegisterArguments {
    param([hashtable] $Enclave, [string] $RootFile = $pemFile)
    [IO.File]::WriteAllText($RootFile, $Enclave.Pki.RootPem)
    return @{
        UserId = 'trader-john'; Exchange = 'Binance'; ServiceUrl = 'https://perf.example:3000'
        ApiKey = 'abc123abc123'; Secret = 'xyz789xyz789'; Measurement = $measurement
        InsecureSimulatedRoot = $RootFile; AllowSecretsToSimulated = $true; WarningAction = 'SilentlyContinue'
        Transport = Get-TestTransport $Enclave
    }
}

# Registering with a spoiled enclave must fail with the code, and send nothing but the question.
function Assert-Refused {
    param([string] $Code, [hashtable] $Enclave, [hashtable] $With = @{}, [int] $Requests = 1)
    $arguments = Get-RegisterArguments $Enclave
    foreach ($name in $With.Keys) { $arguments[$name] = $With[$name] }
    Assert-Fails $Code { Register-PerfUser @arguments }
    Assert-Equal $Requests $Enclave.Requests.Count 'requests'
    foreach ($request in $Enclave.Requests) {
        Assert-Equal 'GET' $request.Method
        Assert-Equal $null $request.Body
    }
}

Test-That 'a good enclave is believed, and the question carries 32 fresh bytes' {
    $enclave = New-TestEnclave
    $arguments = Get-RegisterArguments $enclave
    foreach ($name in 'UserId', 'Exchange', 'ApiKey', 'Secret', 'AllowSecretsToSimulated') { $arguments.Remove($name) }
    $facts = Test-PerfEnclave @arguments
    Assert-Equal $measurement $facts.Measurement
    Assert-Equal $true $facts.Simulated
    Assert-Equal ([Convert]::ToBase64String($enclave.PublicKey)) $facts.PublicKey
    $null = Test-PerfEnclave @arguments
    $nonces = $enclave.Requests | ForEach-Object { $_.Uri.Query.Substring(7) }
    Assert-True ($nonces[0] -cne $nonces[1])
    Assert-Equal 32 (ConvertFrom-PerfBase64Url $nonces[0]).Length
}

$answerSpoils = [ordered]@{
    'type SGX_QUOTE'            = @{ attestation_type = 'SGX_QUOTE' }, 'ATT_E_NOT_SIMULATED'
    'type SEV_SNP_REPORT'       = @{ attestation_type = 'SEV_SNP_REPORT' }, 'ATT_E_TEE_TYPE'
    'an unknown type'           = @{ attestation_type = 'sgx_quote_simulated' }, 'ATT_E_NOT_SIMULATED'
    'simulated: false'          = @{ simulated = $false }, 'ATT_E_NOT_SIMULATED'
    'another measurement'       = @{ measurement = '00' * 32 }, 'ATT_E_MRENCLAVE'
    'another public key'        = @{ public_key = [Convert]::ToBase64String([byte[]]::new(32)) }, 'ATT_E_REPORT_DATA'
    'another identity key'      = @{ identity_key = [Convert]::ToBase64String([byte[]]::new(32)) }, 'ATT_E_REPORT_DATA'
    'another key id'            = @{ key_id = 'AAAAAAAAAAA' }, 'ATT_E_REPORT_DATA'
    'another configuration'     = @{ config = 'perf-aggregator-config/1' }, 'ATT_E_CONFIG'
    'no collateral'             = @{ collateral = [ordered]@{} }, 'ATT_E_CRL_MISSING'
    'collateral that is none'   = @{ collateral = [ordered]@{ root_ca_crl = '00' } }, 'ATT_E_CRL_FORMAT'
    'collateral of other names' = @{ collateral = [ordered]@{ root_crl = '00' } }, 'ATT_E_COLLATERAL_FORMAT'
    'a truncated quote'         = @{ quote = 'AwACAAAA' }, 'ATT_E_QUOTE_TRUNCATED'
    'no challenge'              = @{ challenge = '' }, 'ATT_E_ANSWER'
    'a challenge too long'      = @{ challenge = 'A' * 88 }, 'ATT_E_ANSWER'
    'a short public key'        = @{ public_key = 'AAAA' }, 'ATT_E_ANSWER'
    'a quote in base64url'      = @{ quote = 'A-_A' }, 'ATT_E_ANSWER'
    'a number for a text'       = @{ config = 7 }, 'ATT_E_ANSWER'
    'a text for the binding'    = @{ binding = 'x' }, 'ATT_E_ANSWER'
    'a measurement of 31 bytes' = @{ measurement = '00' * 31 }, 'ATT_E_MRENCLAVE'
}
foreach ($what in $answerSpoils.Keys) {
    Test-That "an answer with $what gets $($answerSpoils[$what][1])" {
        $enclave = New-TestEnclave
        $enclave.Answer = $answerSpoils[$what][0]
        Assert-Refused $answerSpoils[$what][1] $enclave
    }
}
$bindingSpoils = [ordered]@{
    'version 2'                  = @{ Version = 2 }, 'ATT_E_ANSWER'
    'an unknown flag'            = @{ Flags = 14 }, 'ATT_E_ANSWER'
    'a high unknown flag'        = @{ Flags = 0x80000006L }, 'ATT_E_ANSWER'
    'no simulated flag'          = @{ Flags = 2 }, 'ATT_E_NOT_SIMULATED'
    'no nonce flag'              = @{ Flags = 4 }, 'ATT_E_NONCE'
    'another nonce'              = @{ Nonce = [byte[]]::new(32) }, 'ATT_E_NONCE'
    'a TLS key that is not bound'= @{ TlsSpkiSha256 = $TestMeasurement }, 'ATT_E_TLS'
    'another configuration hash' = @{ ConfigSha256 = [byte[]]::new(32) }, 'ATT_E_CONFIG'
    'another collateral hash'    = @{ CollateralSha256 = $TestMeasurement }, 'ATT_E_COLLATERAL'
}
foreach ($what in $bindingSpoils.Keys) {
    Test-That "a binding with $what, although signed, gets $($bindingSpoils[$what][1])" {
        $enclave = New-TestEnclave
        $enclave.Binding = $bindingSpoils[$what][0]
        Assert-Refused $bindingSpoils[$what][1] $enclave
    }
}
Test-That 'a bound TLS key is believed' {
    $enclave = New-TestEnclave
    $enclave.Binding = @{ Flags = 7; TlsSpkiSha256 = $TestMeasurement }
    $arguments = Get-RegisterArguments $enclave
    $session = Register-PerfUser @arguments
    Assert-Equal $measurement $session.Enclave.TlsSpkiSha256
    Assert-Equal 'UpToDate root CRL' "$($session.Enclave.TcbStatus) $($session.Enclave.ExpiresFirst)"
}
Test-That 'good collateral that is not the bound one is refused' {
    $enclave = New-TestEnclave
    $enclave.Answer = @{ collateral = New-TestCollateral $enclave.Pki }
    Assert-Refused ATT_E_COLLATERAL $enclave
}
Test-That 'a quote for another binding gets ATT_E_REPORT_DATA' {
    $enclave = New-TestEnclave
    $other = New-TestQuote $enclave.Pki ([byte[]](1..64))
    $enclave.Answer = @{ quote = [Convert]::ToBase64String($other) }
    Assert-Refused ATT_E_REPORT_DATA $enclave
}
Test-That 'a quote spoiled before it is signed is refused' {
    $enclave = New-TestEnclave
    $enclave.Quote = @{ Flags = 5 }
    Assert-Refused ATT_E_NOT_SIMULATED $enclave
    $enclave = New-TestEnclave
    $enclave.Quote = @{ SignedBy = Get-TestKey }
    Assert-Refused ATT_E_QUOTE_SIGNATURE $enclave
}
Test-That 'an answer of somebody else''s question is refused' {
    $enclave = New-TestEnclave
    $nonce = ConvertTo-PerfBase64Url (Get-PerfRandom 32)
    $old = Get-JsonAnswer (Get-TestAnswer $enclave $nonce)
    Assert-Refused ATT_E_NONCE $enclave @{ Transport = { param($Request) $enclave.Requests.Add($Request); $old } }
}
Test-That 'another root, and Intel''s, refuse a simulated enclave' {
    $enclave = New-TestEnclave
    $file = [IO.Path]::GetTempFileName()
    [IO.File]::WriteAllText($file, (New-TestPki 1).RootPem)
    Assert-Refused ATT_E_ROOT_UNTRUSTED $enclave @{ InsecureSimulatedRoot = $file }
    [IO.File]::Delete($file)
    $enclave = New-TestEnclave
    Assert-Refused ATT_E_ROOT_UNTRUSTED $enclave @{ InsecureSimulatedRoot = '' }
}
Test-That 'another measurement is refused, one of several is enough' {
    $enclave = New-TestEnclave
    Assert-Refused ATT_E_MRENCLAVE $enclave @{ Measurement = '00' * 32 }
    $enclave = New-TestEnclave
    $arguments = Get-RegisterArguments $enclave
    $arguments.Measurement = ('00' * 32) + ',' + $measurement.ToUpperInvariant()
    $null = Register-PerfUser @arguments
}
Test-That 'without permission nothing at all is sent to a simulated enclave' {
    $enclave = New-TestEnclave
    Assert-Refused SIMULATED_NOT_ALLOWED $enclave @{ AllowSecretsToSimulated = $false } 0
}
Test-That 'evidence older than 60 s is refused, 60 s is not' {
    Assert-PerfFresh 60000
    Assert-Fails ATT_E_STALE { Assert-PerfFresh 60001 }
    $enclave = New-TestEnclave
    $age = $script:EvidenceAgeMaxMs
    $script:EvidenceAgeMaxMs = 0 # no machine answers within 0 ms
    try { Assert-Refused ATT_E_STALE $enclave } finally { $script:EvidenceAgeMaxMs = $age }
}
Test-That 'evidence that grows old while the envelope is made is refused before it is sent' {
    $enclave = New-TestEnclave
    $service = Get-PerfService 'https://perf.example' 30 (Get-TestTransport $enclave)
    $trusted = Get-PerfMeasurementPolicy (Get-PerfSimulatedRoot $enclave.Pki.RootPem) $measurement
    $verified = Request-PerfAttestation $service $trusted
    $age = $script:EvidenceAgeMaxMs
    $script:EvidenceAgeMaxMs = 0
    $sealed = @{ Request = [ordered]@{ a = 1 }; PopKey = [byte[]](, 1); AuditKey = $null }
    try {
        Assert-Fails ATT_E_STALE { Submit-PerfEnvelope $service $verified $sealed 'none' }
    } finally { $script:EvidenceAgeMaxMs = $age }
    Assert-Equal 1 $enclave.Requests.Count
    Assert-Equal 0 $sealed.PopKey[0] 'the key is wiped'
}

$optionSpoils = [ordered]@{
    'no URL'                 = @{ ServiceUrl = 'perf.example' }
    'http to another host'   = @{ ServiceUrl = 'http://perf.example' }
    'another scheme'         = @{ ServiceUrl = 'ftp://127.0.0.1' }
    'a path'                 = @{ ServiceUrl = 'https://perf.example/api' }
    'a query'                = @{ ServiceUrl = 'https://perf.example/?x' }
    'a user in the URL'      = @{ ServiceUrl = 'https://me@perf.example' }
    'a short measurement'    = @{ Measurement = '00' * 31 }
    'a measurement in words' = @{ Measurement = 'any' }
    '17 measurements'        = @{ Measurement = @('00' * 32) * 17 }
    'a long label'           = @{ Label = 'e' * 65 }
    'a label with controls'  = @{ Label = "a`nb" }
    'a half surrogate'       = @{ Label = [string][char]0xd800 }
    'a missing root file'    = @{ InsecureSimulatedRoot = '/does/not/exist.pem' }
    'a short key'            = @{ ApiKey = 'abc123abc' }
    'a key with a line end'  = @{ Secret = "xyz789xyz789`n" }
    'a key that is a number' = @{ ApiKey = 1234567890 }
    'an empty passphrase'    = @{ Passphrase = '' }
}
foreach ($what in $optionSpoils.Keys) {
    Test-That "$what is refused before anything is sent, and the parameter is named" {
        $enclave = New-TestEnclave
        Assert-Refused INVALID_OPTION $enclave $optionSpoils[$what] 0
        $arguments = Get-RegisterArguments $enclave
        $name = @($optionSpoils[$what].Keys)[0]
        $arguments[$name] = $optionSpoils[$what][$name]
        $message = ''
        try { $null = Register-PerfUser @arguments } catch { $message = $_.Exception.Message }
        Assert-True $message.StartsWith("-${name}: ", [StringComparison]::Ordinal) $message
    }
}
Test-That 'values outside the documented ones are refused by the shell itself' {
    foreach ($with in @{ UserId = 'a b' }, @{ UserId = '' }, @{ UserId = "ab`n" }, @{ UserId = 'a' * 65 },
        @{ Exchange = 'b/c' }, @{ AccountType = 'swap' }, @{ Ttl = 299 }, @{ Ttl = 604801 },
        @{ Proof = 'rsa' }, @{ TimeoutSec = 0 }) {
        $enclave = New-TestEnclave
        $arguments = Get-RegisterArguments $enclave
        foreach ($name in $with.Keys) { $arguments[$name] = $with[$name] }
        $isRefused = $false
        try { $null = Register-PerfUser @arguments } catch { $isRefused = $true }
        Assert-True $isRefused "$($with.Values)"
        Assert-Equal 0 $enclave.Requests.Count
    }
}
[IO.File]::Delete($pemFile)
