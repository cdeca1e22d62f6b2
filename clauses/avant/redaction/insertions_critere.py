"""Les tableaux du critère d'insertion : sous-critères, échelle des notes, aide à la notation."""

from decimal import Decimal

from clauses.avant.redaction.contexte import Contexte, pour_cent
from clauses.avant.redaction.document import Bloc, ColonneDeTableau, Tableau
from clauses.avant.redaction.options import POINTS
from clauses.fond.socle.valeurs import en_nombre

Colonne = ColonneDeTableau
CE_QUE_L_ON_REGARDE = {
    "points_volume": (
        "Volume d’heures proposé",
        "Heures d’insertion sur lesquelles le candidat s’engage dans son offre.",
    ),
    "points_moyens": (
        "Organisation et moyens",
        "Correspondant désigné et temps qu’il y consacre, modalités choisies, partenaires déjà contactés, calendrier "
        "des recrutements accordé à celui des prestations.",
    ),
    "points_accompagnement": (
        "Accueil, tutorat et accompagnement",
        "Accueil dans l’équipe, tuteur ou tutrice et disponibilité, réponses prévues aux difficultés, lien avec le "
        "facilitateur et les structures qui accompagnent la personne.",
    ),
    "points_formation": (
        "Formation",
        "Formation prévue, qualification ou habilitations visées, part prise par l’entreprise.",
    ),
    "points_suites": (
        "Suites données aux parcours",
        "Durée des contrats, suites envisagées après le marché, suivi de la personne.",
    ),
}
ECHELLE = (
    (0, "Absent", "Rien n’est dit, ou ce qui est dit ne concerne pas ce marché."),
    (1, "Insuffisant", "Des intentions générales, sans moyens ni calendrier."),
    (2, "Acceptable", "Des moyens décrits, mais incomplets ou peu vérifiables."),
    (3, "Satisfaisant", "Des moyens précis, adaptés au marché et vérifiables en cours d’exécution."),
    (4, "Très satisfaisant", "Précis, adaptés, vérifiables, et nettement meilleurs que ce que le marché appelle."),
)
HAUT_DE_L_ECHELLE = 4
EN_BREF = {
    "points_volume": "Volume",
    "points_moyens": "Moyens",
    "points_accompagnement": "Accueil, tutorat",
    "points_formation": "Formation",
    "points_suites": "Suites",
}


def points(c: Contexte) -> dict[str, int]:
    """Les points de chaque sous-critère retenu, dans l'ordre ; ceux à zéro sont tus."""
    return {nom: int(c.options[nom]) for nom in POINTS if int(c.options[nom])}


def _poids(c: Contexte) -> Decimal | None:
    """Le poids du critère s'il est le même partout."""
    poids = {lot.clause.ponderation_critere for lot in c.critere if lot.clause}
    return poids.pop() if len(poids) == 1 else None


def sous_criteres(c: Contexte) -> list[Bloc]:
    retenus, poids = points(c), _poids(c)
    lignes = []
    for nom, valeur in retenus.items():
        titre, regarde = CE_QUE_L_ON_REGARDE[nom]
        lignes.append((titre, regarde, str(valeur), *([pour_cent(poids * valeur / 100)] if poids else [])))
    total = ("Ensemble", "", str(sum(retenus.values())), *([pour_cent(poids)] if poids else []))
    finale = (Colonne("Part de la note finale", 2, est_nombre=True),) if poids else ()
    colonnes = (
        Colonne("Sous-critère", 3),
        Colonne("Ce que l’on regarde", 6),
        Colonne("Points", 1, est_nombre=True),
        *finale,
    )
    return [Tableau("Sous-critères", colonnes, (*lignes, total), a_un_total=True, est_legende_tue=True)]


def echelle(c: Contexte) -> list[Bloc]:
    lignes = tuple((str(note), nom, sens) for note, nom, sens in ECHELLE)
    colonnes = (Colonne("Note", 1, est_nombre=True), Colonne("Appréciation", 2), Colonne("Ce qui la vaut", 6))
    return [Tableau("Échelle des notes", colonnes, lignes, est_legende_tue=True)]


def exemple(c: Contexte) -> list[Bloc]:
    """Une offre imaginaire notée jusqu'au bout : 3 partout, 2 en formation."""
    lignes, somme = [], Decimal(0)
    for nom, valeur in points(c).items():
        if nom == "points_volume":
            calcul, obtenu = f"80 % des heures de la meilleure offre × {valeur}", Decimal(valeur) * 80 / 100
        else:
            note = 2 if nom == "points_formation" else 3
            obtenu = Decimal(valeur) * note / HAUT_DE_L_ECHELLE
            calcul = f"{note} ÷ {HAUT_DE_L_ECHELLE} × {valeur}"
        somme += obtenu
        lignes.append((CE_QUE_L_ON_REGARDE[nom][0], calcul, en_nombre(obtenu)))
    total = ("Note sur 100", "", en_nombre(somme))
    poids = _poids(c)
    if poids:
        lignes.append(total)
        total = ("Points de la note finale", f"{en_nombre(somme)} × {pour_cent(poids)}", en_nombre(somme * poids / 100))
    colonnes = (Colonne("Sous-critère", 4), Colonne("Calcul", 5), Colonne("Points", 2, est_nombre=True))
    return [Tableau("Une offre notée, pour exemple", colonnes, (*lignes, total), a_un_total=True)]


def note_d_une_offre(c: Contexte) -> list[Bloc]:
    """La fiche d'une offre : la note de chaque sous-critère, les points qu'elle donne, et pourquoi."""
    lignes = []
    for nom, valeur in points(c).items():
        calcul = "heures proposées ÷ meilleure offre" if nom == "points_volume" else f"note ÷ {HAUT_DE_L_ECHELLE}"
        note = "–" if nom == "points_volume" else ""
        lignes.append((EN_BREF[nom], note, f"{calcul} × {valeur} =", ""))
    colonnes = (
        Colonne("Sous-critère", 3),
        Colonne("Note (0 à 4)", 2),
        Colonne("Points", 4),
        Colonne("Raison de la note, d’après l’offre", 6),
    )
    total = ("Note sur\u00a0100", "", "", "")
    return [
        Tableau(
            "Une offre à noter (à recopier pour chaque candidat)",
            colonnes,
            (*lignes, total),
            est_a_remplir=True,
            a_un_total=True,
            hauteur_mm=11,
        )
    ]


def notation(c: Contexte) -> list[Bloc]:
    """La feuille de l'analyse des offres : une ligne par candidat, une colonne par sous-critère."""
    retenus = points(c)
    colonnes = (
        Colonne("Candidat", 3),
        *(Colonne(f"{EN_BREF[nom]} (sur\u00a0{valeur})", 2, est_nombre=True) for nom, valeur in retenus.items()),
        Colonne("Note sur\u00a0100", 2, est_nombre=True),
    )
    return [Tableau("Feuille de notation", colonnes, (("",) * len(colonnes),) * 5, est_a_remplir=True)]


DU_CRITERE = (
    ("sous_criteres", "sous-critères et leurs points", sous_criteres),
    ("echelle", "échelle des notes", echelle),
    ("exemple_de_note", "une offre notée, pour exemple", exemple),
    ("note_d_une_offre", "fiche d’une offre à noter, à remplir", note_d_une_offre),
    ("notation", "feuille de notation, à remplir", notation),
)
