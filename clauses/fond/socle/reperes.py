"""Refaire une partie d'un document, entre deux repères que son texte garde."""


def entre_reperes(texte: str, nom: str, contenu: str) -> str:
    """Remplace ce que le document porte entre les deux repères `nom` ; lève ValueError s'il les a perdus."""
    debut, fin = f"<!-- {nom} : début -->", f"<!-- {nom} : fin -->"
    avant, _, suite = texte.partition(debut)
    _, repere, apres = suite.partition(fin)
    if not repere:
        raise ValueError(f"Le document a perdu ses repères {debut} et {fin}.")
    return f"{avant}{debut}\n{contenu}\n{fin}{apres}"
