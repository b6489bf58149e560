// The completion scripts: thin, so that a new walz needs no new script.

#include "tools/walz/completion.h"

namespace walz {

std::string BashCompletion() {
  return R"script(# Completion of walz for bash: source <(walz completion bash)
_walz() {
  local word="${COMP_WORDS[COMP_CWORD]}" kind line lines
  COMPREPLY=()
  mapfile -t lines < <("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  kind="${lines[0]}"
  case "$kind" in
    files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    folders) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
    words)
      for line in "${lines[@]:1}"; do
        line="${line%%$'\t'*}"
        [[ $line == *= ]] && compopt -o nospace 2>/dev/null
        COMPREPLY+=("$(printf '%q' "$line")")
      done ;;
  esac
}
complete -F _walz walz
)script";
}

std::string ZshCompletion() {
  return R"script(#compdef walz
# Completion of walz for zsh: put this in a folder of $fpath as _walz
_walz() {
  local -a lines candidates keys
  local line word
  lines=("${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  case "${lines[1]}" in
    files) _files ;;
    folders) _files -/ ;;
    words)
      for line in "${(@)lines[2,-1]}"; do
        word="${line%%$'\t'*}"
        if [[ $word == *= ]]; then
          keys+=("$word")
        else
          candidates+=("${word//:/\\:}:${line#*$'\t'}")
        fi
      done
      (( ! $#keys )) || compadd -S '' -a keys
      (( ! $#candidates )) || _describe 'walz' candidates ;;
  esac
}
# Loaded from $fpath this file is the function itself; sourced, it only names it.
if [[ $funcstack[1] == _walz ]]; then _walz "$@"; else compdef _walz walz; fi
)script";
}

std::string FishCompletion() {
  return R"script(# Completion of walz for fish: put this in ~/.config/fish/completions/walz.fish
function __walz_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l lines ($words[1] __complete $words[2..-1] 2>/dev/null)
  switch "$lines[1]"
    case files
      __fish_complete_path (commandline -ct)
    case folders
      __fish_complete_directories (commandline -ct)
    case words
      string join \n -- $lines[2..-1]
  end
end
complete -c walz -f -a '(__walz_complete)'
)script";
}

}  // namespace walz
