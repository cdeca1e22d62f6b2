"""Ce qui part, ce qui se coche, ce qui manque : les écrans où l'on transmet et où l'on approuve."""

from django.urls import reverse

from clauses.avant.circuit.models import Partie, partie_de
from clauses.avant.circuit.services.accords import pourquoi_pas
from clauses.avant.circuit.situation import Situation, versions_en_vigueur
from clauses.avant.redaction.models import Piece, VersionDePiece
from clauses.fond.comptes.models import Appartenance
from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Action, Vide
from clauses.suivi.marches.models import Marche


def versions_a_transmettre(marche: Marche) -> list[VersionDePiece]:
    """Les versions en vigueur, dans l'ordre d'une consultation."""
    ordre = list(Piece.Nature.values)
    return sorted(versions_en_vigueur([marche.pk]).values(), key=lambda v: ordre.index(v.piece.nature))


def a_cocher(vue: Situation, partie: Partie) -> list[tuple[str, str]]:
    """(clé, libellé) des versions que cette partie peut approuver."""
    return [
        (str(p.version.pk), f"{p.piece.get_nature_display()}, version {p.version.rang}")
        for p in vue.pieces
        if p.version and not pourquoi_pas(p, partie)
    ]


def destinataires_sans_compte(marche: Marche) -> list[str]:
    """Les relecteurs qui n'ont aucun compte chez ce donneur d'ordre : ils ne verraient rien. Une requête."""
    presents = set(
        Appartenance.objects.actives()
        .filter(structure_id=marche.operation.donneur_d_ordre_id, porteuse_id=marche.porteuse_id)
        .order_by()
        .values_list("role", flat=True)
    )
    roles = ((Role.DONNEUR_D_ORDRE, "l'acheteur"), (Role.JURISTE, "le juriste"))
    return [nom for role, nom in roles if role not in presents]


def vide(acteur: Acteur, marche: Marche, *, a_des_versions: bool) -> Vide:
    """Pas de circuit : pourquoi, et le premier geste de qui peut le faire."""
    if marche.etat != Marche.Etat.PREPARE:
        return Vide(
            "Ce marché n'a pas eu de circuit", "Le circuit se joue avant la consultation.", icone="journal-text"
        )
    if partie_de(acteur) != Partie.FACILITATEUR:
        return Vide(
            "Rien à relire pour l'instant", "Le facilitateur vous transmettra les pièces ici.", icone="journal-text"
        )
    if not a_des_versions:
        acte = Action("Écrire les pièces", reverse("redaction:marche", args=[marche.pk]), style="principale")
        return Vide("Aucune pièce n'est encore écrite", "Engendrez-les d'après la clause, ou déposez-les.", action=acte)
    acte = Action("Transmettre à l'acheteur…", reverse("circuit:transmettre", args=[marche.pk]), style="principale")
    return Vide("Les pièces sont chez vous", "La première transmission ouvre le circuit.", action=acte)
