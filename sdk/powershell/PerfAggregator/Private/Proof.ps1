# SPDX-License-Identifier: Apache-2.0
# RFC 9421 signatures with hmac-sha256: each request proves that its sender registered the session.

# Section 2.5: `Components` is an ordered dictionary of identifiers and values, `Parameters` the
# text after the list.  Gives @{ Input; Base }.
function Get-PerfSignatureBase {
    param([Collections.Specialized.OrderedDictionary] $Components, [string] $Parameters)
    $list = @(foreach ($name in $Components.Keys) { "`"$name`"" }) -join ' '
    $signedInput = "($list)$Parameters"
    $lines = foreach ($name in $Components.Keys) { "`"$name`": $($Components[$name])`n" }
    return @{
        Input = $signedInput
        Base  = (@($lines) -join '') + "`"@signature-params`": $signedInput"
    }
}

# The two headers of a request without a body.
function Get-PerfProofHeaders {
    param([byte[]] $Key, [string] $Method, [uri] $Uri, [long] $CreatedAt, [byte[]] $Nonce)
    $query = if ($Uri.Query) { $Uri.Query } else { '?' }
    $components = [ordered]@{ '@method' = $Method; '@path' = $Uri.AbsolutePath; '@query' = $query }
    $nonceText = ConvertTo-PerfBase64Url $Nonce
    $parameters = ";created=$CreatedAt;nonce=`"$nonceText`";alg=`"hmac-sha256`""
    $signed = Get-PerfSignatureBase $components $parameters
    $signature = Get-PerfHmac $Key (ConvertTo-PerfBytes $signed.Base)
    return [ordered]@{
        'Signature-Input' = "sig1=$($signed.Input)"
        'Signature'       = "sig1=:$([Convert]::ToBase64String($signature)):"
    }
}
