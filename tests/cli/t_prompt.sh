# The prompt on a terminal: letters beyond ASCII are typed, completed, erased and remembered,
# whatever the locale and whether it is there or not.
. "$(dirname "$0")/lib.sh"
${CC:-cc} -std=c11 -Wall -Wextra -o terminal "$root/tests/cli/terminal.c" -lutil || fail terminal
mkdir articles
cat >articles/a.txt <<'END'
Title: Besuch in Kiew

Die Außenministerin und der Außenminister Österreichs trafen sich; über Übersee sprach niemand.
END
cat >articles/b.txt <<'END'
Title: Zweite Reise

Auch nach Übersee reiste die Außenministerin mit dem Außenminister, über Kiew.
END
"$fundstelle" index -q -i index articles || fail index
XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config TERM=xterm
export XDG_STATE_HOME XDG_CONFIG_HOME TERM
unset LC_ALL LANG LC_CTYPE LANGUAGE LC_MESSAGES

talk() { # the script on stdin
    last="interactive in ${LC_ALL:-no locale}"
    ./terminal "$fundstelle" interactive -i index --color=never >out 2>err
    status=$?
    expect_status 0
    [ ! -s err ] || fail "$last: $(cat err)"
}

for locale in de_DE.UTF-8 C.UTF-8 C de_DE.ISO-8859-1 '' xx_XX.UTF-8; do
    if [ -n "$locale" ]; then
        LC_ALL=$locale
        export LC_ALL
    else
        unset LC_ALL
    fi
    rm -rf state
    # What is typed is found: an umlaut that is erased again leaves no byte behind.
    talk <<'END'
< fundstelle>
> Außenministerä\x7f
< Außenminister
> \r
< Besuch in Kiew
< -- 2
< fundstelle>
> :quit\r
END
    grep -q . state/fundstelle/history || fail "$locale: no history"
    # It is in the history, which another session reads; of a word that was begun the rest comes.
    talk <<'END'
< fundstelle>
> \e[A\e[A
< Außenminister
> \r
< Besuch in Kiew
< fundstelle>
> Außenministeri\t\r
< Besuch in Kiew
< fundstelle>
> Üb\t\r
< Besuch in Kiew
< fundstelle>
> u\xcc\x88ber Übersee\r
< Besuch in Kiew
< fundstelle>
> \x04
END
    # What was completed; the line editor escapes bytes and blanks there.
    for word in 'Außenministerin' 'Übersee'; do
        printf '%b' "$(cat state/fundstelle/history)" | grep -q "^$word" ||
            fail "$locale: not completed to $word: $(cat state/fundstelle/history)"
    done
done
unset LC_ALL

# A history of before is read, too.
printf '_HiStOrY_V2_\nAu\303\237enminister\\040\303\226sterreichs\nReise\\040Kiew\n' >state/fundstelle/history
talk <<'END'
< fundstelle>
> \e[A\e[A
< Außenminister Österreichs
> \r
< Besuch in Kiew
< fundstelle>
> :quit\r
END
