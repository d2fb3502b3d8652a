"""What somebody may paste as evidence, and the links that it is: for the server and the script."""

ONE, TWO = "https://bps.example/beras", "https://pasar.example/harga"

PASTES = [
    (ONE, [(ONE, "")]),
    (f" {ONE} \n", [(ONE, "")]),
    (f"{ONE} {TWO}", [(ONE, ""), (TWO, "")]),
    (f"{ONE}\r\n\r\n{TWO}", [(ONE, ""), (TWO, "")]),
    (f"- [Harga beras]({ONE})\n2) Pasar — {TWO}.", [(ONE, "Harga beras"), (TWO, "Pasar")]),
    (f"Harga beras\n{ONE}\n\nPasar\n{TWO}", [(ONE, "Harga beras"), (TWO, "Pasar")]),
    (f"Harga beras\n\n{ONE}\n---\n\nPasar\n \n{TWO}", [(ONE, "Harga beras"), (TWO, "Pasar")]),
    (f"satu\n\ndua\n{ONE}", [("satu", ""), (ONE, "dua")]),
    (f"<{ONE}>, <{TWO}>", [(ONE, ""), (TWO, "")]),
    ("https://x.org/A_(b) ada", [("https://x.org/A_(b)", "ada")]),
    (f"(lihat {ONE})", [(ONE, "lihat")]),
    (f"judul\nlagi {ONE}", [("judul", ""), (ONE, "lagi")]),
    (f"a {ONE} b {TWO}", [(ONE, ""), (TWO, ""), ("a b", "")]),
    (f"{ONE}\nsisa", [(ONE, ""), ("sisa", "")]),
    ("bps.go.id", [("bps.go.id", "")]),
    ("tanpa alamat", [("tanpa alamat", "")]),
    ("", []),
    (f"\ufeff{ONE}\x85{TWO}\u2028", [(ONE, ""), (TWO, "")]),
    (f"\x1f 1. Beras\u3000{ONE}", [(ONE, "Beras")]),
    (f"\u017f{ONE} \u212a://a", [(ONE, "\u017f \u212a://a")]),
    (f"🌾 beras {ONE}🌾.", [(f"{ONE}🌾", "🌾 beras")]),
]
