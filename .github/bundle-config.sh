#!/usr/bin/env bash
# What the bundler is told, on standard output: what lies beside the program, who signs it, and about updates.
# Without the keys the bundle is one that brings nothing up to date: an empty public key would trust nobody, and
# the private half signs. THUMBPRINT names the certificate in Windows' store, where there is one.
set -euo pipefail

signed=false
if [ -n "${PRIVATE:-}" ] && [ -n "${KEY:-}" ]; then
  signed=true
fi
# Paths are those of src-tauri; `cargo xtask package --lists` has written the two lists.
jq --null-input --arg key "${KEY:-}" --arg channels "$CHANNELS" --argjson signed "$signed" \
  --arg thumbprint "${THUMBPRINT:-}" --arg system "${RUNNER_OS:-}" '{
  bundle: ({
    createUpdaterArtifacts: $signed,
    resources: ({
      "LICENSE-MIT": "LICENSE-MIT.txt",
      "LICENSE-APACHE": "LICENSE-APACHE.txt",
      "../target/packages/THIRD-PARTY.txt": "THIRD-PARTY.txt",
      "../target/packages/sbom.cdx.json": "sbom.cdx.json"
    } + (if $system == "macOS" then {
      "package/kiosk/macos/": "kiosk/"
    } else {} end))
  } + (if $thumbprint == "" then {} else { windows: {
    certificateThumbprint: $thumbprint,
    digestAlgorithm: "sha256",
    timestampUrl: "http://timestamp.digicert.com",
    tsp: true
  } } end)),
  plugins: { updater: {
    pubkey: $key,
    endpoints: (if $signed then [$channels] else [] end),
    requireSignedVersion: true,
    windows: { installMode: "quiet" }
  } }
}'
