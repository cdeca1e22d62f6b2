"""Les métiers des structures de l'annuaire, et d'où l'on y arrive : métier du calibrage, CPV, NAF, mots d'une liste.

Une vingtaine de secteurs, pas davantage : les sources n'en disent pas plus. La correspondance est la nôtre ; sa
certitude est dite (A : la structure le déclare ; B : une nomenclature publique le donne ; C : un nom le laisse penser).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from clauses.fond.socle.valeurs import cle_de_texte


@dataclass(frozen=True)
class Secteur:
    """Un secteur. `metiers` : codes de `regles/metiers.py`. `cpv`, `naf` : préfixes. `mots` : débuts de mots, sans
    accents, cherchés dans un intitulé de secteur ou dans un nom ; ceux de `mots_declares` seulement
    dans un intitulé."""

    code: str
    libelle: str
    metiers: tuple[str, ...] = ()
    cpv: tuple[str, ...] = ()
    naf: tuple[str, ...] = ()
    mots: tuple[str, ...] = ()
    mots_declares: tuple[str, ...] = ()


def _secteur(
    code: str, libelle: str, metiers: str = "", cpv: str = "", naf: str = "", mots: str = "", declares: str = ""
) -> Secteur:
    """Les préfixes séparés par des espaces, les mots par des « | »."""
    return Secteur(
        code,
        libelle,
        tuple(metiers.split()),
        tuple(cpv.split()),
        tuple(naf.split()),
        tuple(filter(None, mots.split("|"))),
        tuple(filter(None, declares.split("|"))),
    )


TABLE: dict[str, Secteur] = {
    secteur.code: secteur
    for secteur in (
        _secteur("gros_oeuvre", "Gros œuvre, maçonnerie, démolition",
                 "batiment demolition gros_oeuvre maconnerie charpente_bois charpente_metallique couverture etancheite",
                 "45 451 4521 4522 45223 4526", "412 431 439",
                 "maconn|gros oeuvre|demolition|deconstruction|batiment|btp|eco construction",
                 "travaux de chantier|materiaux de construction|construction"),
        _secteur("second_oeuvre", "Second œuvre, peinture, aménagement intérieur",
                 "batiment menuiseries_exterieures menuiseries_interieures metallerie platrerie sols peinture "
                 "plomberie cvc electricite ascenseurs",
                 "45 453 454", "432 433", "peinture|second oeuvre|menuiserie|plomberie|electricite|batiment|btp",
                 "carrelage|revetement|amenagement interieur|petits bricolages|petits travaux|solutions energetiques"),
        _secteur("travaux_publics", "Voirie, réseaux, terrassement", "terrassement vrd", "45112 4523 4524 4525",
                 "421 422 429", "travaux publics|voirie|btp|vrd", "terrassement"),
        _secteur("espaces_verts", "Espaces verts, espaces naturels", "espaces_verts", "4511271 772 773 907",
                 "813 021 022 023 024", "espaces? verts?|paysag|jardin|environnement|espaces naturels|riviere|foret",
                 "genie ecologique|entretien et maintenance de l espace urbain|bucheronnage|sylviculture|plantes"),
        _secteur("proprete", "Nettoyage, propreté", "nettoyage", "909", "812", "nettoyage|proprete|hygiene|menage",
                 "desinfect|3d"),
        _secteur("dechets", "Collecte, tri, réemploi, recyclage", "dechets", "905", "381 382 383 4677 4779",
                 "recycl|ressourcerie|recuperation|dechet|tri\\b|reemploi|recup|emmaus|valorisation|collecterie",
                 "collecte|encombrant|reconditionnement|economie circulaire|compost"),
        _secteur("restauration", "Restauration, traiteur, agroalimentaire", "restauration", "55 15", "561 562 563 10",
                 "restaur(?!ation de livre)|traiteur|cuisin|cantine|boulang|conserverie",
                 "agro alimentaire|plateaux repas|patisserie|confitur|fromag|restauration collective"),
        _secteur("textile", "Textile, couture, entretien du linge", "", "18 19 983 7983", "13 14 9601 9529A",
                 "couture|textile|blanchisserie|linge|repassage|pressing|retouche", "confection"),
        _secteur("logistique", "Transport, logistique, déménagement", "", "60 63 64 981", "49 52 53",
                 "transport|logistique|demenag|livraison|coursier", "manutention|conditionnement"),
        _secteur("industrie", "Sous-traitance industrielle, mécanique, métal", "fournitures", "42 43 44 31 50",
                 "22 24 25 26 27 28 29 30 33", "industri|metallerie|mecano|usinage|assemblage",
                 "sous traitance industrielle|metallurgie|plasturgie|chimique|ouvrages metalliques"),
        _secteur("mobilier", "Bois, mobilier, artisanat", "", "39 03419", "16 31 32 9524",
                 "ebenist|palette|bois\\b|mobilier", "ameublement|artisanat|decoration|travail du"),
        _secteur("administratif", "Tâches administratives, accueil, numérisation", "", "795 7999 30 22", "821 822 829",
                 "secretariat|numerisation", "mailing|archivage|papeterie|accueil|hotline|conciergerie|administrati"),
        _secteur("numerique", "Informatique, numérique", "", "48 72", "58 61 62 63 951",
                 "informatique|numerique|web|digital", "logiciel|donnees|site internet|sites internet"),
        _secteur("communication", "Communication, impression, événementiel", "", "794 798 7995 22", "18 73 59 8230",
                 "imprim|communication|audiovisuel|graphi", "signaletique|evenement|objet promotionnel|marketing"),
        _secteur("gardiennage", "Accueil, gardiennage, médiation sociale", "gardiennage", "7971", "80 8424",
                 "gardiennage|mediation|securite", "surveillance|prevention|poste de garde"),
        _secteur("personne", "Services à la personne, santé", "", "85 98513", "88 87 86 97",
                 "aide a domicile|services? a la personne|aide menagere", "medico social|soins|accompagnement"),
        _secteur("agriculture", "Maraîchage, agriculture", "", "03 77100", "011 012 013 014 015 016 03",
                 "maraich|agricol|cocagne|ferme\\b|horticol|potager|cultiv", "elevage|apicult|peche"),
        _secteur("mobilite", "Garage, vélo, location de véhicules", "", "34 501 6017", "45 771 9529B",
                 "garage|velo|cycle|mobilite|automobile", "vehicule|flotte"),
        _secteur("culture", "Culture, tourisme, loisirs, hébergement", "", "92 551 63510", "55 79 90 91 93",
                 "culture|theatre|tourisme|patrimoine|hotel|spectacle", "animation|sport|livres|hebergement|jeux"),
        _secteur("etudes", "Conseil, formation, études", "etudes", "71 73 79 80", "69 70 71 72 74 855",
                 "bureau d etude", "conseil|formation|traduction|ressources humaines|diagnostic"),
    )
}  # fmt: skip  # un secteur par entrée : métiers, CPV, NAF, mots

SECTEURS: dict[str, str] = {code: secteur.libelle for code, secteur in TABLE.items()}

# Des NAF d'insertion ou d'administration : ils disent ce qu'est la structure, pas ce qu'elle fait.
_NAF_MUETS = ("8899", "8810", "8790", "9499", "841", "7010", "78", "8891", "8710", "8720", "8730")


def _par_prefixe(code: str, tables: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[str, ...]:
    """Les secteurs du préfixe le plus long qui commence `code`, dans l'ordre de la table."""
    longueurs = {s: max((len(p) for p in prefixes if code.startswith(p)), default=0) for s, prefixes in tables}
    plus_long = max(longueurs.values(), default=0)
    return tuple(s for s, longueur in longueurs.items() if longueur == plus_long) if plus_long else ()


def secteurs_du_metier(metier: str) -> tuple[str, ...]:
    """Les secteurs d'un métier du calibrage (« peinture » → second œuvre)."""
    return tuple(s.code for s in TABLE.values() if metier and metier in s.metiers)


def secteurs_du_cpv(cpv: str) -> tuple[str, ...]:
    """Les secteurs d'un code CPV (« 90910000-9 » → propreté). Certitude B."""
    return _par_prefixe(cpv.strip()[:8].rstrip(), [(s.code, s.cpv) for s in TABLE.values()])


def secteurs_du_naf(naf: str) -> tuple[str, ...]:
    """Les secteurs d'un code NAF (« 8121Z »), aucun quand il est celui de toute structure d'insertion. Certitude B."""
    code = naf.replace(".", "").strip().upper()
    if code.startswith(_NAF_MUETS):
        return ()
    return _par_prefixe(code, [(s.code, s.naf) for s in TABLE.values()])


_MOTS = {s.code: re.compile(rf"\b(?:{'|'.join(s.mots)})") for s in TABLE.values()}
_MOTS_DECLARES = {s.code: re.compile(rf"\b(?:{'|'.join((*s.mots, *s.mots_declares))})") for s in TABLE.values()}


def secteurs_du_nom(nom: str) -> tuple[str, ...]:
    """Les secteurs qu'un nom laisse penser (« Les Jardins de Cocagne » → espaces verts, agriculture). Certitude C."""
    cle = cle_de_texte(nom)
    return tuple(code for code, motif in _MOTS.items() if motif.search(cle))


def secteurs_declares(intitules: str) -> tuple[str, ...]:
    """Les secteurs d'intitulés d'une autre nomenclature, séparés par virgules, points-virgules ou « | » (A)."""
    cles = [cle_de_texte(i) for i in re.split(r"[,;|\n]+", intitules) if i.strip()]
    codes = {i for i in cles if i.replace(" ", "_") in TABLE}
    return tuple(
        code
        for code, motif in _MOTS_DECLARES.items()
        if code.replace("_", " ") in codes or any(motif.search(cle) for cle in cles)
    )


def libelles(codes: Iterable[str]) -> list[str]:
    """Les noms de ces secteurs ; un code qui n'est plus dans la table est tu."""
    return [SECTEURS[code] for code in codes if code in SECTEURS]
